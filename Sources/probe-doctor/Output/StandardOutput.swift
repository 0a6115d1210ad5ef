import Glibc
import LogModel
import Platform
import ReportModel

/// Puts bytes on a file descriptor.
enum StandardOutput {
  /// What `body` writes, or none of the rest once nobody reads any more: `probe-doctor | head` is
  /// no error. Other failures end the program, for a report that is cut short must not look whole.
  static func write<Result>(_ body: (Outlet) throws -> Result) rethrows -> Result {
    let outlet = Outlet { AtomicFile.put($0, on: STDOUT_FILENO) }
    let result = try body(outlet)
    outlet.flush()
    guard outlet.failure != 0, outlet.failure != EPIPE else { return result }
    complain(
      Complaint(name: "standard output", reason: String(cString: strerror(outlet.failure))))
    exit(ExitStatus.wrongInput.rawValue)
  }

  static func write(_ bytes: [UInt8]) { write { $0.write(bytes) } }

  /// Says on standard error what is wrong.
  static func complain(_ complaint: Complaint) { note(complaint.text) }

  /// Puts what is no answer on standard error.
  static func note(_ text: String) { _ = AtomicFile.put(Array(text.utf8), on: STDERR_FILENO) }
}

extension Complaint {
  /// One line, or one more for each further line of the reason.
  var text: String {
    let reasons = reason.split(separator: "\n").map { SafeText($0).text }
    let remedy: SafeText = cure.map { "; \($0)" } ?? ""
    let name = SafeText(name).text
    guard reasons.count > 1 else {
      return "probe-doctor: \(name): \(reasons.first ?? "")\(remedy.text)\n"
    }
    return "probe-doctor: \(name):\n" + reasons.map { "  \($0)\n" }.joined()
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
