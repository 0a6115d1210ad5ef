internal import Glibc

/// The kernel's own log, read where journald may be stuck: `/dev/kmsg`
/// (Documentation/ABI/testing/dev-kmsg).
enum KernelBuffer {
  struct Line: Sendable, Hashable {
    /// 0 to 7.
    var priority: Int
    /// µs since the boot.
    var monotonic: Int64
    /// `kernel`, or the program that wrote it.
    var identifier: String
    var pid: Int?
    var text: String

    /// `6,339,5140900,-;acme_daq 0000:00:05.0: calibrating`, with `KEY=value` lines behind it.
    init?(record: String) {
      guard let head = record.firstIndex(of: ";") else { return nil }
      let fields = record[..<head].split(separator: ",")
      guard fields.count >= 3, let prefix = Int(fields[0]), let time = Int64(fields[2]) else {
        return nil
      }
      priority = prefix & 7
      monotonic = time
      var message = record[record.index(after: head)...].prefix { $0 != "\n" }
      identifier = "kernel"
      // facility 0 is the kernel's; programs put their name before the message
      if prefix >> 3 != 0, let colon = message.firstRange(of: ": ") {
        let tag = message[..<colon.lowerBound]
        identifier = String(tag.prefix { $0 != "[" })
        pid = tag.firstIndex(of: "[").flatMap { Int(tag[tag.index(after: $0)...].dropLast()) }
        message = message[colon.upperBound...]
      }
      // bytes that are not printable stand as `\x1b`, and stay so
      text = String(message)
    }
  }

  /// All that is in the buffer now; nil without CAP_SYSLOG where `kernel.dmesg_restrict` is set.
  static func lines(_ path: String = "/dev/kmsg") -> [Line]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var lines: [Line] = []
    var buffer = [UInt8](repeating: 0, count: 8192)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        if let line = Line(record: String(decoding: buffer[..<count], as: UTF8.self)) {
          lines.append(line)
        }
      } else if count < 0, errno == EPIPE || errno == EINTR {
        continue  // overwritten while we read: the next one is the oldest that is left
      } else {
        return lines
      }
    }
  }

  /// The kernel refuses a line of more than a thousand bytes.
  private static let longest = 900

  /// Adds a line: nothing can hang here, and every console shows it.
  static func write(_ message: String, priority: Int, pid: Int, to path: String = "/dev/kmsg") {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let text = String(decoding: message.utf8.prefix(longest), as: UTF8.self)
    // facility 3: system daemons. What does not end its line is shown when the next line comes.
    let line = "<\(24 + priority)>probe-doctor[\(pid)]: \(text.replacing("\n", with: " "))\n"
    _ = line.utf8.withContiguousStorageIfAvailable {
      Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
  }
}
