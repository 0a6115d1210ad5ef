/// A record in the journal's export format (systemd.io/JOURNAL_EXPORT_FORMATS), to be written: what
/// ``ExportReader`` and systemd-journal-remote read.
public struct ExportRecord {
  /// All records so far.
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func field(_ name: String, _ value: String) { field(name, Array(value.utf8)) }

  /// A value with a line's end or anything else that is no text is preceded by its length.
  public mutating func field(_ name: String, _ value: [UInt8]) {
    bytes += name.utf8
    let isText = value.allSatisfy { $0 >= 0x20 || $0 == 0x09 }
    if isText, String(validating: value, as: UTF8.self) != nil {
      bytes.append(UInt8(ascii: "="))
    } else {
      bytes.append(0x0a)
      withUnsafeBytes(of: UInt64(value.count).littleEndian) { bytes += $0 }
    }
    bytes += value
    bytes.append(0x0a)
  }

  /// Ends the record; what comes is another one.
  public mutating func end() { bytes.append(0x0a) }

  /// The bytes, with the empty line that ends the last record.
  public var ended: [UInt8] { bytes + [0x0a] }
}
