/// One typed fact read out of an entry.
struct Event: Sendable {
  /// The number of the entry in its boot.
  var entry: Int
  var row: Row
  var values: [String: String]

  var meaning: Meaning { row.meaning }
  subscript(name: String) -> String? { values[name] }

  var pid: Int? { values["pid"].flatMap { Int($0) } }
  var seqnum: UInt64? { values["seqnum"].flatMap { UInt64($0) } }
  var programPID: Int? { values["program_pid"].flatMap { Int($0) } }
  /// The number of the error, negative as the kernel prints it.
  var errno: Int? { values["errno"].flatMap { Int($0) } }
  var devpath: String? { values["devpath"].flatMap { $0.hasPrefix("/") ? $0 : nil } }

  /// The device in udev's own terms. In a sysname the kernel writes `!` for `/`.
  var sysname: String? {
    values["sysname"]
      ?? devpath?.split(separator: "/").last.map {
        String($0.map { $0 == "!" ? "/" : $0 })
      }
  }

  var device: Device? { sysname.map { Device(sysname: $0, devpath: devpath) } }
}
