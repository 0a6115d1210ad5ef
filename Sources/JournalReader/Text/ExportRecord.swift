/// A record in the journal's export format (systemd.io/JOURNAL_EXPORT_FORMATS), to be written: what
/// ``ExportReader`` and systemd-journal-remote read.
public struct ExportRecord {
  /// All records so far.
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func field(_ name: String, _ value: String) { field(name, Array(value.utf8)) }

  public mutating func field(_ name: String, _ value: [UInt8]) {
    bytes += name.utf8
    value.withUnsafeBytes { append($0, isText: Self.isText($0)) }
  }

  /// The same for whom only a line's end matters: ``ExportReader``.
  mutating func field(_ name: StaticString, _ value: UnsafeRawBufferPointer) {
    name.withUTF8Buffer { bytes += $0 }
    append(value, isText: ByteSpan(value).firstIndex(of: .newline) == nil)
  }

  mutating func field(_ name: StaticString, _ value: String) {
    var value = value
    value.withUTF8 { field(name, UnsafeRawBufferPointer($0)) }
  }

  mutating func field(_ name: StaticString, _ number: some FixedWidthInteger) {
    field(name, String(number))
  }

  private static func isText(_ value: UnsafeRawBufferPointer) -> Bool {
    value.allSatisfy { $0 >= 0x20 || $0 == 0x09 }
      && String(validating: value, as: UTF8.self) != nil
  }

  /// A value with a line's end or anything else that is no text is preceded by its length.
  private mutating func append(_ value: UnsafeRawBufferPointer, isText: Bool) {
    if isText {
      bytes.append(UInt8(ascii: "="))
    } else {
      bytes.append(0x0a)
      withUnsafeBytes(of: UInt64(value.count).littleEndian) { bytes += $0 }
    }
    bytes += value
    bytes.append(0x0a)
  }

  /// Adds fields that are lines already.
  mutating func append(lines: [UInt8]) { bytes += lines }

  /// Ends the record; what comes is another one.
  public mutating func end() { bytes.append(0x0a) }

  /// Forgets what there is, which has been passed on.
  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  /// The bytes, with the empty line that ends the last record.
  public var ended: [UInt8] { bytes + [0x0a] }
}
