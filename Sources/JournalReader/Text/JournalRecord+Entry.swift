internal import LogModel

/// The one mapping from a journal's fields to an entry: of libsystemd's, of an export's, of JSON's and
/// of journalctl's verbose text.
extension JournalRecord {
  /// Whether it came through the kernel's buffer, be it from a program.
  var isKernel: Bool {
    equals(.transport, "kernel")
      || !has(.transport) && integer(.pid) == nil && equals(.identifier, "kernel")
  }

  /// When it was said, by the times in its own fields.
  var stamp: Stamp { stamp(monotonic: integer(.monotonic), realtime: integer(.realtime)) }

  /// The same, where the times of writing stand elsewhere, in µs.
  func stamp(monotonic: Int64?, realtime: Int64?) -> Stamp {
    let isKernel = isKernel
    return Stamp.journal(
      monotonic: monotonic, realtime: realtime,
      sourceMonotonic: isKernel ? natural(.sourceMonotonic) : nil,
      sourceRealtime: isKernel ? nil : natural(.sourceRealtime), isKernel: isKernel)
  }

  /// journald writes no other numbers; whoever else does is not believed.
  private func natural(_ field: Field) -> Int64? { integer(field).flatMap { $0 >= 0 ? $0 : nil } }

  /// Who says it, and of which device. What is text in it is told by its place in ``bytes``.
  struct Attribution {
    var kind = Speaker.Kind.unknown
    var identifier: Range<Int>?
    var pid: Int?
    var device: Range<Int>?
  }

  var attribution: Attribution {
    var told = Attribution(device: device)
    func pid(_ field: Field) -> Int? { natural(field).flatMap { Int(exactly: $0) } }
    if isKernel {
      told.kind = .kernel
      guard let name = range(.identifier), !equals(.identifier, "kernel") else { return told }
      // A program that writes to /dev/kmsg; journald takes its tag apart, and knows no _PID.
      told.kind = .program
      told.identifier = name
      told.pid = pid(.syslogPID)
    } else {
      told.identifier = range(.identifier) ?? range(.comm)
      told.pid = pid(.pid) ?? pid(.syslogPID)
      if told.identifier != nil || told.pid != nil { told.kind = .program }
    }
    return told
  }

  private var device: Range<Int>? {
    if let named = range(.device) ?? range(.sysname) { return named }
    // `+pci:0000:00:06.0`: subsystem and sysname. `b8:0` and `n3` are numbers, not names.
    guard let range = range(.kernelDevice), bytes[range].first == UInt8(ascii: "+"),
      let colon = bytes[range].firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    return colon + 1..<range.upperBound
  }

  /// The entry that it is.
  ///
  /// - Parameters:
  ///   - stamp: see ``stamp(monotonic:realtime:)``.
  ///   - number: its sequence number, or what else `count` says.
  ///   - source: what the input is called that it stands in.
  func entry(
    stamp: Stamp, number: UInt64, in source: String, counting count: Place.Count = .seqnums,
    _ origins: inout Origins
  ) -> Entry {
    let told = attribution
    let text = { String(decoding: bytes[$0], as: UTF8.self) }
    let speaker =
      told.kind == .kernel
      ? .kernel
      : Speaker(kind: told.kind, identifier: told.identifier.map(text) ?? "", pid: told.pid)
    let line = range(.message).map { Escapes.without(bytes[$0]) } ?? []
    var (stamp, start) = (stamp, 0)
    // what a syslogd took from the kernel
    if told.kind == .kernel, stamp.monotonic == nil, line.first == UInt8(ascii: "[") {
      line.withUnsafeBytes { bytes in
        let span = ByteSpan(bytes)
        guard case .monotonic(let time, digits: 6)? = Bracket.read(span, at: &start) else { return }
        (stamp.monotonic, stamp.clock, stamp.resolution) = (time, .source, 1)
        if span[start] == .blank { start += 1 }
      }
    }
    return Entry(
      origin: origins.shared(
        source: source, count: count, speaker: speaker, device: told.device.map(text)),
      number: number, stamp: stamp, line: line, messageStart: min(start, line.count))
  }
}

extension Stamp {
  /// When a journal record was said, out of its time fields (systemd.journal-fields(7)), in µs.
  ///
  /// journald files a record late when it is blocked, by minutes on kernels where reading a
  /// device's `uevent` waits for a probe. The record still tells when it was sent: the kernel's by
  /// `_SOURCE_MONOTONIC_TIMESTAMP`, a program's by `_SOURCE_REALTIME_TIMESTAMP`, whose distance to
  /// `__REALTIME_TIMESTAMP` is by how much it is late. A lateness of less than nothing or more than
  /// an hour means that the clock was set in between; then only the time of filing is any good.
  ///
  /// - Parameters:
  ///   - monotonic: `__MONOTONIC_TIMESTAMP`
  ///   - realtime: `__REALTIME_TIMESTAMP`
  ///   - sourceMonotonic: `_SOURCE_MONOTONIC_TIMESTAMP`
  ///   - sourceRealtime: `_SOURCE_REALTIME_TIMESTAMP`
  ///   - isKernel: whether `_TRANSPORT` is `kernel`, whoever wrote to the kernel's buffer
  /// - Returns: When it was said, as far as the record knows; `.reception` if it does not.
  static func journal(
    monotonic: Int64?, realtime: Int64?, sourceMonotonic: Int64?, sourceRealtime: Int64?,
    isKernel: Bool
  ) -> Stamp {
    if isKernel {
      guard let sourceMonotonic else {
        return Stamp(monotonic: monotonic, realtime: realtime, clock: .reception)
      }
      var said = realtime
      if let realtime, let monotonic {
        let (late, overflow) = monotonic.subtractingReportingOverflow(sourceMonotonic)
        if !overflow, longestDelay.contains(late) { said = realtime &- late }
      }
      return Stamp(monotonic: sourceMonotonic, realtime: said, clock: .source)
    }
    if let sourceRealtime, let realtime {
      let (late, overflow) = realtime.subtractingReportingOverflow(sourceRealtime)
      if !overflow, longestDelay.contains(late) {
        return Stamp(
          monotonic: monotonic.map { max($0 &- late, 0) }, realtime: sourceRealtime,
          clock: .source)
      }
    }
    return Stamp(monotonic: monotonic, realtime: realtime, clock: .reception)
  }

  /// How late journald can credibly be.
  private static let longestDelay: ClosedRange<Int64> = 0...3_600_000_000
}
