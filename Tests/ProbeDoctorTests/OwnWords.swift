import Foundation

/// The words that this program says by itself: those between the quotes of its sources, and those that
/// docs/schema.json lists as the values of a member.
enum OwnWords {
  /// One on a line, in order.
  static var list: [UInt8] {
    var words: Set<String> = []
    for folder in ["Bundle", "Examination", "LogModel", "ReportModel", "Reports", "Telling"] {
      for file in sources(in: folder) {
        for text in literals(of: file) { words.formUnion(of(text)) }
      }
    }
    // the names of rules
    for file in sources(in: "KillCorrelator/Rules") {
      for text in literals(of: file) where !text.contains(" ") { words.formUnion(of(text)) }
    }
    let schema = try? JSONSerialization.jsonObject(with: bytes("docs/schema.json"))
    for value in values(in: schema) { words.formUnion(of(value)) }
    return Array(words.sorted().map { $0 + "\n" }.joined().utf8)
  }

  /// In small letters, those of three and more.
  static func of(_ text: String) -> Set<String> {
    Set(
      text.split { !($0.isASCII && $0.isLetter) }.filter { $0.count > 2 }.map { $0.lowercased() })
  }

  private static func bytes(_ path: String) -> Data {
    (try? Data(contentsOf: Recorded.root.appending(path: path))) ?? Data()
  }

  /// Without those that write the signs and styles of a page.
  private static func sources(in folder: String) -> [String] {
    let path = "Sources/\(folder)"
    let all = FileManager.default.enumerator(atPath: Recorded.root.appending(path: path).path)
    return (all?.compactMap { $0 as? String } ?? []).filter {
      $0.hasSuffix(".swift") && !$0.hasPrefix("HTML/Markup") && !$0.hasPrefix("HTML/Page")
        && !$0.hasPrefix("Picture/SVGWriter")
    }.map { String(decoding: bytes("\(path)/\($0)"), as: UTF8.self) }
  }

  /// What stands between quotes, without what is put in.
  static func literals(of source: String) -> [String] {
    var literals: [String] = []
    for line in source.split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("//")
    {
      var rest = line[...]
      while let start = rest.firstIndex(of: "\"") {
        rest = rest[rest.index(after: start)...]
        literals.append(literal(&rest))
      }
    }
    return literals
  }

  /// One, up to the quote that ends it.
  private static func literal(_ rest: inout Substring) -> String {
    var text = ""
    while let character = rest.popFirst(), character != "\"" {
      guard character == "\\" else {
        text.append(character)
        continue
      }
      guard rest.popFirst() == "(" else { continue }
      text += " "
      var depth = 1
      while depth > 0, let inner = rest.popFirst() {
        switch inner {
        case "(": depth += 1
        case ")": depth -= 1
        case "\"": text += " " + literal(&rest) + " "
        default: break
        }
      }
    }
    return text
  }

  /// The values that a schema allows, wherever it lists them.
  private static func values(in schema: Any?) -> [String] {
    switch schema {
    case let object as [String: Any]:
      object.flatMap { key, value in
        (["enum", "const"].contains(key) ? strings(in: value) : []) + values(in: value)
      }
    case let array as [Any]: array.flatMap(values(in:))
    default: []
    }
  }

  private static func strings(in value: Any) -> [String] {
    (value as? [Any] ?? [value]).compactMap { $0 as? String }
  }
}
