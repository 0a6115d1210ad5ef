/// The fields of one journal record, as bytes: those that matter here (systemd.journal-fields(7)),
/// and of one record of `dmesg --json`.
package struct JournalRecord {
  /// A field by its name. The first of several values counts.
  enum Field: Int, CaseIterable {
    case message, identifier, pid, syslogPID, transport, bootID, machineID, hostname
    case realtime, monotonic, sourceRealtime, sourceMonotonic
    case device, kernelDevice, sysname, comm
    // dmesg --json
    case time, text, priority, facility, caller
    // of an export
    case cursor

    /// The field of a journal record that `name` is.
    init?(_ name: ByteSpan) {
      switch name.count {
      case 4 where name.has("_PID"): self = .pid
      case 5 where name.has("_COMM"): self = .comm
      case 6 where name.has("DEVICE"): self = .device
      case 7 where name.has("MESSAGE"): self = .message
      // Vector's and syslog-ng's names
      case 7 where name.has("message"): self = .message
      case 7 where name.has("PROGRAM"): self = .identifier
      case 3 where name.has("PID"): self = .syslogPID
      case 8 where name.has("_BOOT_ID"): self = .bootID
      case 8 where name.has("__CURSOR"): self = .cursor
      case 9 where name.has("_HOSTNAME"): self = .hostname
      case 10 where name.has("_TRANSPORT"): self = .transport
      case 10 where name.has("SYSLOG_PID"): self = .syslogPID
      case 11 where name.has("_MACHINE_ID"): self = .machineID
      case 13 where name.has("_UDEV_SYSNAME"): self = .sysname
      case 14 where name.has("_KERNEL_DEVICE"): self = .kernelDevice
      case 17 where name.has("SYSLOG_IDENTIFIER"): self = .identifier
      case 20 where name.has("__REALTIME_TIMESTAMP"): self = .realtime
      case 21 where name.has("__MONOTONIC_TIMESTAMP"): self = .monotonic
      case 26 where name.has("_SOURCE_REALTIME_TIMESTAMP"): self = .sourceRealtime
      case 27 where name.has("_SOURCE_MONOTONIC_TIMESTAMP"): self = .sourceMonotonic
      default: return nil
      }
    }

    /// The field of a record of `dmesg --json` that `name` is.
    init?(dmesg name: ByteSpan) {
      switch name.count {
      case 3 where name.has("msg"): self = .text
      case 3 where name.has("pri"): self = .priority
      case 3 where name.has("fac"): self = .facility
      case 4 where name.has("time"): self = .time
      case 6 where name.has("caller"): self = .caller
      default: return nil
      }
    }
  }

  /// All values, one behind the other, and what stood between them.
  private(set) var bytes: [UInt8] = []
  /// Where the values lie in it, by the numbers of the fields: of a record that is handed on no more is
  /// to be counted than its bytes.
  private var places = InlineArray<24, Place>(repeating: Place())

  private struct Place {
    var start: UInt32 = 0
    /// Less than zero where there is none.
    var count: Int32 = -1

    init() {}

    init(_ range: Range<Int>) {
      start = UInt32(range.lowerBound)
      count = Int32(range.count)
    }

    var range: Range<Int>? { count < 0 ? nil : Int(start)..<Int(start) + Int(count) }
  }

  private var others: [(name: Range<Int>, value: Range<Int>)] = []
  private(set) var isEmpty = true
  /// Whether ``bytes`` are an export's lines.
  private(set) var isLines = true

  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    places = InlineArray(repeating: Place())
    if !others.isEmpty { others.removeAll(keepingCapacity: true) }
    isEmpty = true
    isLines = true
  }

  /// Marks that the record has fields, whether or not they matter here.
  mutating func touch() { isEmpty = false }

  mutating func set(_ field: Field, _ value: ByteSpan) {
    set(field) { $0.append(contentsOf: value[0..<LineSplitter.longestLine].bytes) }
  }

  /// Sets a field to what stands behind its name, and `=`, in a line.
  mutating func set(_ field: Field, line: ByteSpan, from start: Int) {
    isEmpty = false
    guard !has(field) else { return }
    let line = line[0..<start + LineSplitter.longestLine]
    places[field.rawValue] = Place(bytes.count + start..<bytes.count + line.count)
    bytes.append(contentsOf: line.bytes)
    bytes.append(.newline)
    isLines = isLines && line.firstIndex(of: .newline) == nil
  }

  /// Sets a field to what `write` appends.
  mutating func set(_ field: Field, _ write: (inout [UInt8]) -> Void) {
    isEmpty = false
    isLines = false
    guard !has(field) else { return }
    let start = bytes.count
    write(&bytes)
    places[field.rawValue] = Place(start..<bytes.count)
  }

  /// Takes a record of an export that stands in a text from a place on, if all of it is there and each of
  /// its fields is one line.
  ///
  /// - Returns: Where the next begins; nil if that is not so, and nothing was taken.
  mutating func take(
    linesOf text: ByteSpan, from start: Int, keepingOthers keepsOthers: Bool
  ) -> Int? {
    var at = start
    while let end = text.firstIndex(of: .newline, from: at) {
      let line = text[at..<(text[end - 1] == .carriageReturn && end > at ? end - 1 : end)]
      if line.count == 0, at > start {
        bytes.append(contentsOf: text[start..<at].bytes)
        isEmpty = false
        return end + 1
      }
      guard let equals = line.firstIndex(of: "=") else { break }
      let value = at - start + equals + 1..<at - start + line.count
      if let field = Field(line[0..<equals]) {
        if !has(field) { places[field.rawValue] = Place(value.prefix(LineSplitter.longestLine)) }
      } else if keepsOthers {
        others.append((at - start..<at - start + equals, value))
      }
      at = end + 1
    }
    clear()
    return nil
  }

  /// Sets a field that is none of ``Field``.
  mutating func set(other name: StaticString, _ value: ByteSpan) {
    name.withUTF8Buffer { name in
      let name = ByteSpan(UnsafeRawBufferPointer(name))
      if Field(name) == nil { set(other: name, value) }
    }
  }

  mutating func set(other name: ByteSpan, _ value: ByteSpan) {
    let start = bytes.count
    bytes.append(contentsOf: name.bytes)
    let middle = bytes.count
    bytes.append(contentsOf: value.bytes)
    others.append((start..<middle, middle..<bytes.count))
  }

  func range(_ field: Field) -> Range<Int>? { places.span[field.rawValue].range }

  /// Whether any field is one of the journal's.
  var hasJournalFields: Bool {
    let places = places.span
    return (0..<Field.time.rawValue).contains { places[$0].count >= 0 }
  }

  func has(_ field: Field) -> Bool { places.span[field.rawValue].count >= 0 }

  func integer(_ field: Field) -> Int64? {
    guard let range = range(field) else { return nil }
    return bytes.withUnsafeBytes { ByteSpan($0)[range].integer }
  }

  func equals(_ field: Field, _ literal: StaticString) -> Bool {
    guard let range = range(field), range.count == literal.utf8CodeUnitCount else {
      return false
    }
    return bytes.withUnsafeBytes { ByteSpan($0).has(literal, at: range.lowerBound) }
  }

  func string(_ field: Field) -> String? {
    range(field).map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  private func value(named name: ByteSpan) -> ArraySlice<UInt8>? {
    if let field = Field(name) { return range(field).map { bytes[$0] } }
    return bytes.withUnsafeBytes { all in
      others.first { ByteSpan(all)[$0.name].equals(name) }.map { bytes[$0.value] }
    }
  }

  /// A field that may be none of ``Field``; those are only kept where a reader is asked to.
  package func value(_ name: StaticString) -> ArraySlice<UInt8>? {
    name.withUTF8Buffer { value(named: ByteSpan(UnsafeRawBufferPointer($0))) }
  }

  /// The same as text; bytes that are not UTF-8 show as U+FFFD.
  package func text(_ name: StaticString) -> String? {
    value(name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The fields that are none of ``Field``.
  var otherFields: [(name: String, value: ArraySlice<UInt8>)] {
    others.map { (String(decoding: bytes[$0.name], as: UTF8.self), bytes[$0.value]) }
  }

  /// The same by a name that is made up at run time.
  package func text(named name: String) -> String? {
    var name = name
    return name.withUTF8 { value(named: ByteSpan(UnsafeRawBufferPointer($0))) }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  func integer(named name: StaticString) -> Int64? { text(name).flatMap { Int64($0) } }
}
