/// The entry that a handle stands on, read field by field.
extension JournalHandle {
  func string(_ field: StaticString) throws(JournalFailure) -> String? {
    try withValue(field) { String(decoding: $0, as: UTF8.self) }
  }

  func number(_ field: StaticString) throws(JournalFailure) -> Int64? {
    try withValue(field) { bytes -> Int64? in
      guard !bytes.isEmpty, bytes.count < 19 else { return nil }
      var number: Int64 = 0
      for byte in bytes {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        number = number * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      return number
    } ?? nil
  }

  /// Whether the entry came through the kernel's buffer, be it from a program.
  func isKernel() throws(JournalFailure) -> Bool {
    try withValue("_TRANSPORT") { $0.elementsEqual("kernel".utf8) } ?? false
  }

  /// The entry's time on the best clock it tells.
  func stamp(_ times: Times, isKernel: Bool) throws(JournalFailure) -> Stamp {
    Stamp.journal(
      monotonic: times.monotonic, realtime: times.realtime,
      sourceMonotonic: isKernel ? try number("_SOURCE_MONOTONIC_TIMESTAMP") : nil,
      sourceRealtime: isKernel ? nil : try number("_SOURCE_REALTIME_TIMESTAMP"),
      isKernel: isKernel)
  }

  /// What of the wanted literals MESSAGE contains.
  func meanings(by search: LiteralSearch) throws(JournalFailure) -> LiteralSearch.Meaning {
    try withValue("MESSAGE") { search.meanings(in: ByteSpan($0)) } ?? []
  }

  func entry(stamp: Stamp, isKernel: Bool, place: Place) throws(JournalFailure) -> Entry {
    Entry(
      place: place, stamp: stamp, speaker: try speaker(isKernel: isKernel),
      line: try withValue("MESSAGE") { Array($0) } ?? [], device: try device())
  }

  private func speaker(isKernel: Bool) throws(JournalFailure) -> Speaker {
    let identifier = try string("SYSLOG_IDENTIFIER")
    if isKernel {
      guard let identifier, identifier != "kernel" else { return .kernel }
      // A program that writes to /dev/kmsg; journald takes its tag apart, and knows no _PID.
      return Speaker(
        kind: .program, identifier: identifier,
        pid: try number("SYSLOG_PID").map { Int($0) })
    }
    var name = identifier
    if name == nil { name = try string("_COMM") }
    var pid = try number("_PID")
    if pid == nil { pid = try number("SYSLOG_PID") }
    guard name != nil || pid != nil else { return .unknown }
    return Speaker(kind: .program, identifier: name ?? "", pid: pid.map { Int($0) })
  }

  private func device() throws(JournalFailure) -> String? {
    if let name = try string("DEVICE") { return name }
    if let name = try string("_UDEV_SYSNAME") { return name }
    // `+pci:0000:00:06.0`; the other forms are numbers: `b8:1`, `c4:64`, `n3`.
    guard let name = try string("_KERNEL_DEVICE"), name.hasPrefix("+"),
      let colon = name.firstIndex(of: ":")
    else { return nil }
    return String(name[name.index(after: colon)...])
  }
}
