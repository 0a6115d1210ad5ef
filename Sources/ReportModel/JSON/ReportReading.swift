internal import FoundationEssentials

extension Report {
  /// Reads what `--format json` wrote, in this version or another: a key that is not there is null
  /// or empty, and one that is not known is passed over.
  ///
  /// - Throws: `DecodingError` if it is no such report.
  public init(json: some Collection<UInt8>) throws {
    self = try JSONDecoder().decode(Report.self, from: Data(json))
  }

  /// Whether a file that begins so is a report of this program, and no log.
  public static func begins(_ head: some Collection<UInt8>) -> Bool {
    isOurs(head, "\"boots\":[")
  }

  /// Whether bytes are those of findings, one on a line, as `--format ndjson` writes them.
  public static func beginsFindings(_ head: some Collection<UInt8>) -> Bool {
    isOurs(head, "\"finding_id\":") && !begins(head)
  }

  private static func isOurs(_ head: some Collection<UInt8>, _ key: String) -> Bool {
    let text = head.drop { $0 <= 0x20 }.prefix(1024)
    guard text.first == UInt8(ascii: "{") else { return false }
    let start = String(decoding: text.filter { $0 > 0x20 }, as: UTF8.self)
    return start.contains("\"tool\":{\"name\":\"\(Tool.ours)\"") && start.contains(key)
  }
}

// What the compiler writes to read the types of this module calls these, not the standard library's
// own: they let what another version does not know, or did not know yet, be missing.
extension KeyedDecodingContainer {
  func decode<T: Decodable>(_ type: [T].Type, forKey key: Key) throws -> [T] {
    try decodeIfPresent(type, forKey: key) ?? []
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
    try decodeIfPresent(type, forKey: key) ?? false
  }

  func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
    try decodeIfPresent(type, forKey: key) ?? 0
  }

  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try decodeIfPresent(type, forKey: key) ?? 0
  }

  func decode(_ type: Report.Omitted.Type, forKey key: Key) throws -> Report.Omitted {
    try decodeIfPresent(type, forKey: key) ?? Report.Omitted()
  }

  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    try decodeIfPresent(type, forKey: key) ?? ""
  }

  func decode(_ type: Report.Culprit.Type, forKey key: Key) throws -> Report.Culprit {
    try decodeIfPresent(type, forKey: key) ?? .unknown
  }

  func decode(
    _ type: Report.EventTimeout.Type, forKey key: Key
  ) throws -> Report.EventTimeout {
    try decodeIfPresent(type, forKey: key) ?? Report.EventTimeout()
  }

  /// A word that is not known tells nothing.
  func decode<T: Report.Word>(_ type: T.Type, forKey key: Key) throws -> T {
    let word = try decode(String.self, forKey: key)
    guard let known = [word, "unknown", "none"].lazy.compactMap(T.init(rawValue:)).first else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "\(word) is not known")
    }
    return known
  }

  func decodeIfPresent<T: Report.Word>(_ type: T.Type, forKey key: Key) throws -> T? {
    try decodeIfPresent(String.self, forKey: key).flatMap(T.init(rawValue:))
  }
}
