internal import LogModel

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
  func meanings(by search: LogPhrases) throws(JournalFailure) -> LogPhrases.Meaning {
    try withValue("MESSAGE") { search.meanings(in: ByteSpan($0)) } ?? []
  }
}

extension JournalRecord {
  var isKernel: Bool { equals(.transport, "kernel") }

  func stamp(_ times: JournalHandle.Times) -> Stamp {
    let isKernel = isKernel
    return Stamp.journal(
      monotonic: times.monotonic, realtime: times.realtime,
      sourceMonotonic: isKernel ? time(.sourceMonotonic) : nil,
      sourceRealtime: isKernel ? nil : time(.sourceRealtime), isKernel: isKernel)
  }

  /// When it was said, by the times in its own fields.
  var stamp: Stamp {
    let isKernel = isKernel
    return Stamp.journal(
      monotonic: integer(.monotonic), realtime: integer(.realtime),
      sourceMonotonic: isKernel ? time(.sourceMonotonic) : nil,
      sourceRealtime: isKernel ? nil : time(.sourceRealtime), isKernel: isKernel)
  }

  /// journald writes no other numbers; whoever else does is not believed.
  private func time(_ field: Field) -> Int64? {
    integer(field).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// What of the wanted literals the message contains.
  func meanings(_ search: LogPhrases) -> LogPhrases.Meaning {
    guard let range = range(.message) else { return [] }
    return bytes.withUnsafeBytes { search.meanings(in: ByteSpan($0)[range]) }
  }

  /// - Parameters:
  ///   - number: the entry's sequence number
  ///   - source: what the input is called that it stands in
  ///   - count: what the number counts
  func entry(
    stamp: Stamp, number: UInt64, in source: String, counting count: Place.Count = .seqnums,
    _ origins: inout Origins
  ) -> Entry {
    Entry(
      origin: origins.shared(source: source, count: count, speaker: speaker, device: device),
      number: number,
      stamp: stamp, line: range(.message).map { Array(bytes[$0]) } ?? [], messageStart: 0)
  }

  private func string(_ field: Field) -> String? {
    range(field).map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  private func pid(_ field: Field) -> Int? { time(field).flatMap { Int(exactly: $0) } }

  private var speaker: Speaker {
    if isKernel {
      guard let name = range(.identifier), !equals(.identifier, "kernel") else { return .kernel }
      // A program that writes to /dev/kmsg; journald takes its tag apart, and knows no _PID.
      return Speaker(
        kind: .program, identifier: String(decoding: bytes[name], as: UTF8.self),
        pid: pid(.syslogPID))
    }
    let name = string(.identifier) ?? string(.comm)
    let pid = pid(.pid) ?? pid(.syslogPID)
    guard name != nil || pid != nil else { return .unknown }
    return Speaker(kind: .program, identifier: name ?? "", pid: pid)
  }

  private var device: String? {
    if let name = string(.device) ?? string(.sysname) { return name }
    // `+pci:0000:00:06.0`; the other forms are numbers: `b8:1`, `c4:64`, `n3`.
    guard let name = string(.kernelDevice), name.hasPrefix("+"),
      let colon = name.firstIndex(of: ":")
    else { return nil }
    return String(name[name.index(after: colon)...])
  }
}
