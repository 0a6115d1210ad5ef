/// One typed fact read out of an entry.
struct Event: Sendable {
  /// The number of the entry in its boot.
  var entry: Int
  let row: Row
  /// What stands in the holes of the row's form, in their order there: a dictionary for each event
  /// would be most of what a storm takes in memory.
  private let values: [String?]

  init(entry: Int, row: Row, values: [String: String]) {
    self.entry = entry
    self.row = row
    self.values = row.form.holes.map { values[$0] }
  }

  var meaning: Meaning { row.meaning }
  subscript(name: String) -> String? {
    row.form.holes.firstIndex(of: name).flatMap { values[$0] }
  }

  var pid: Int? { self["pid"].flatMap { Int($0) } }
  var seqnum: UInt64? { self["seqnum"].flatMap { UInt64($0) } }
  var programPID: Int? { self["program_pid"].flatMap { Int($0) } }
  /// The number of the error, negative as the kernel prints it.
  var errno: Int? { self["errno"].flatMap { Int($0) } }
  /// Of a line that tells by which signal a process was ended: its name without `SIG`.
  var signalName: String? {
    switch meaning {
    case .processKilled: return "KILL"
    case .workerSignalled, .workerStatus, .programSignalled:
      let status = self["status"].flatMap { Int($0, radix: 16) }.map { $0 & 0x7f }
      switch self["signal"].flatMap({ Int($0) }) ?? status {
      case 9: return "KILL"
      case 6: return "ABRT"
      case nil: return self["name"]
      default: return nil
      }
    default: return nil
    }
  }
  var devpath: String? { self["devpath"].flatMap { $0.hasPrefix("/") ? $0 : nil } }

  /// The device in udev's own terms. In a sysname the kernel writes `!` for `/`.
  var sysname: String? {
    self["sysname"]
      ?? devpath?.split(separator: "/").last.map {
        String($0.map { $0 == "!" ? "/" : $0 })
      }
  }

  var device: Device? { sysname.map { Device(sysname: $0, devpath: devpath) } }
}
