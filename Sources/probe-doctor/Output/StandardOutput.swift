import Glibc

/// Puts bytes on a file descriptor.
enum StandardOutput {
  /// All of them, or none of the rest once nobody reads any more: `probe-doctor | head` is no
  /// error. Other failures end the program, for a report that is cut short must not look whole.
  static func write(_ bytes: [UInt8], to descriptor: Int32 = STDOUT_FILENO) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + start }, buffer.count - start)
      }
      if count > 0 {
        start += count
      } else if errno != EINTR {
        if errno != EPIPE, descriptor == STDOUT_FILENO {
          complain(Complaint(name: "standard output", reason: String(cString: strerror(errno))))
          exit(ExitStatus.wrongInput.rawValue)
        }
        return
      }
    }
  }

  /// Says on standard error what is wrong.
  static func complain(_ complaint: Complaint) {
    write(Array("\(complaint.line.text)\n".utf8), to: STDERR_FILENO)
  }
}

/// Why nothing can be diagnosed, in one line.
struct Complaint: Error {
  var name: String
  var reason: String
  var cure: String?

  var line: Shown {
    let remedy: Shown = cure.map { "; \($0)" } ?? ""
    return "probe-doctor: \(name): \(reason)\(remedy)"
  }
}

/// What the exit status tells a script.
enum ExitStatus: Int32 {
  /// Everything was read, and there is no timeout kill.
  case clean = 0
  /// There is at least one.
  case found = 1
  /// The command line or an input is wrong; nothing was diagnosed.
  case wrongInput = 2
  /// None was found, but something could not be read.
  case incomplete = 3
}
