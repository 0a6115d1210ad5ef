import Foundation

/// The types of ReportModel as their source declares them: what docs/schema.json and the tables of
/// docs/json.md are made from.
struct WireTypes {
  /// Behind this the tables begin.
  static let mark =
    "<!-- From here on made from Sources/ReportModel: UPDATE_GOLDEN=1 swift test -->\n"

  fileprivate struct Member {
    var key: String
    var type: String
    var isOptional: Bool
    var says: String
  }
  fileprivate struct Object {
    var name: String
    var says: String
    var members: [Member]
  }

  private var objects: [Object] = []
  /// The values of each type of words.
  private var words: [String: [String]] = [:]

  init(in folder: URL) throws {
    let files = [
      "Report", "Finding", "Suspect", "Background", "Entry", "Time", "ReportLine", "FleetReport",
      "AnnotatedLine", "LookedUpWord",
    ]
    for file in files {
      let text = try String(contentsOf: folder.appending(path: "\(file).swift"), encoding: .utf8)
      read(text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  // MARK: - Reading

  private mutating func read(_ lines: [Substring]) {
    var comment: [Substring] = []
    var open: [(object: Object, labels: [String: String], indent: Int)] = []
    var enumeration: (name: String, indent: Int)?
    for line in lines {
      let indent = line.prefix { $0 == " " }.count
      let text = line.drop { $0 == " " }
      if text == "}", let last = open.last, last.indent == indent {
        open.removeLast()
        var object = last.object
        for place in object.members.indices {
          object.members[place].key =
            last.labels[object.members[place].key] ?? object.members[place].key
        }
        if !object.members.isEmpty { objects.append(object) }
      } else if text == "}", enumeration?.indent == indent {
        enumeration = nil
      } else if text.hasPrefix("///") {
        comment.append(text.dropFirst(3).drop { $0 == " " })
        continue
      } else if let match = text.firstMatch(of: /^public struct (\w+).*Codable.*\{$/) {
        let says = String(comment.prefix { !$0.isEmpty }.joined(separator: " "))
        let name =
          match.output.1 == "Line" && !objects.filter { $0.name == "line" }.isEmpty
          ? "fleet_line" : snakeCase(match.output.1)
        open.append((Object(name: name, says: says, members: []), [:], indent))
      } else if let match = text.firstMatch(of: /^(?:public )?enum (\w+): String.*\{$/) {
        enumeration = (String(match.output.1), indent)
      } else if let name = enumeration?.name, text.hasPrefix("case ") {
        for item in text.dropFirst(5).split(separator: ", ") {
          let parts = item.split(separator: " = ")
          let label = parts[0].filter { $0 != "`" }
          let value = parts.count > 1 ? parts[1].filter { $0 != "\"" } : label
          if name == "CodingKeys" {
            open[open.count - 1].labels[label] = value
          } else {
            words[name, default: []].append(value)
          }
        }
      } else if enumeration == nil, !open.isEmpty, !text.contains("{"),
        let match = text.firstMatch(of: /^public var (\w+)(?:: ([^=]+?))?(?: = (.+))?$/)
      {
        let type = match.output.2.map(String.init) ?? String(match.output.3 ?? "")
        open[open.count - 1].object.members.append(
          Member(
            key: String(match.output.1), type: type.hasSuffix("?") ? String(type.dropLast()) : type,
            isOptional: type.hasSuffix("?"), says: comment.joined(separator: " ")))
      }
      comment = []
    }
  }

  private func snakeCase(_ name: some StringProtocol) -> String {
    name.reduce(into: "") { text, letter in
      text += (letter.isUppercase && !text.isEmpty ? "_" : "") + letter.lowercased()
    }
  }

  // MARK: - Types

  private enum Kind {
    case plain(String)
    case constant(String)
    case words([String])
    case list(of: String)
    case object(String)
  }

  private func kind(of type: String) -> Kind {
    if type.hasPrefix("[") { return .list(of: String(type.dropFirst().dropLast())) }
    let name = String(type.split(separator: ".").last ?? "")
    switch type {
    case "String": return .plain("string")
    case "Bool", "false", "true": return .plain("boolean")
    case "Int", "Int64", "UInt64", "0": return .plain("integer")
    case "Double", "Seconds", "1.0": return .plain("number")
    case "1": return .constant("1")
    case "Tool.ours": return .constant("\"probe-doctor\"")
    case "\"fleet\"": return .constant(type)
    case "Content": return .plain("object")
    case "Culprit.unknown": return .object("culprit")
    case "Omitted()", "Totals()", "Days()": return .object(snakeCase(type.dropLast(2)))
    default: break
    }
    // two types have their own sorts of words of the same name
    let qualified = type.contains(".") ? name : type
    if let words = words[qualified] { return .words(words) }
    return .object(snakeCase(name))
  }

  // MARK: - The schema

  var schema: String {
    var definitions = objects.map { object -> String in
      var lines = [
        "\"description\": \(quoted(object.says))", "\"type\": \"object\"",
        "\"required\": [\(object.members.map { quoted($0.key) }.joined(separator: ", "))]",
      ]
      let members = object.members.map { "        \(quoted($0.key)): \(schema(of: $0))" }
      lines.append("\"properties\": {\n\(members.joined(separator: ",\n"))\n      }")
      if object.name == "line" { lines.append("\"oneOf\": [\n\(Self.lines)\n      ]") }
      return "    \(quoted(object.name)): {\n      \(lines.joined(separator: ",\n      "))\n    }"
    }
    definitions.sort()
    return """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "probe-doctor: --format json, and a line of --format ndjson",
        "oneOf": [{"$ref": "#/$defs/report"}, {"$ref": "#/$defs/line"}],
        "$defs": {
      \(definitions.joined(separator: ",\n"))
        }
      }

      """
  }

  private static let lines = ["kill", "warning", "other-death", "coverage"].map { type in
    let finding = type == "coverage" ? "coverage" : "finding"
    let boot = type == "coverage" ? "null" : "object"
    return """
              {"properties": {"type": {"const": "\(type)"}, "boot": {"type": "\(boot)"}, \
      "finding": {"$ref": "#/$defs/\(finding)"}}}
      """
  }.joined(separator: ",\n")

  private func schema(of member: Member) -> String {
    let says = "\"description\": \(quoted(member.says))"
    switch kind(of: member.type) {
    case .object(let name) where member.isOptional:
      return "{\(says), \"oneOf\": [{\"$ref\": \"#/$defs/\(name)\"}, {\"type\": \"null\"}]}"
    case .object(let name): return "{\(says), \"$ref\": \"#/$defs/\(name)\"}"
    case .words(let words):
      let all = words.map(quoted) + (member.isOptional ? ["null"] : [])
      return "{\(says), \"enum\": [\(all.joined(separator: ", "))]}"
    case .list(let element):
      let type = member.isOptional ? "[\"array\", \"null\"]" : quoted("array")
      return "{\(says), \"type\": \(type), \"items\": \(schema(ofElement: element))}"
    case .constant(let value): return "{\(says), \"const\": \(value)}"
    case .plain(let name):
      return "{\(says), \"type\": \(member.isOptional ? "[\"\(name)\", \"null\"]" : quoted(name))}"
    }
  }

  private func schema(ofElement type: String) -> String {
    switch kind(of: type.filter { $0 != "?" }) {
    case .object(let name): "{\"$ref\": \"#/$defs/\(name)\"}"
    case .plain(let name):
      "{\"type\": \(type.hasSuffix("?") ? "[\"\(name)\", \"null\"]" : quoted(name))}"
    default: "{}"
    }
  }

  private func quoted(_ text: String) -> String { "\"\(text)\"" }

  // MARK: - The tables

  var tables: String {
    objects.map { object in
      let rows = object.members.map { member in
        "| `\(member.key)` | \(words(for: member)) | \(member.says) |\n"
      }
      return """

        ## \(object.name)

        \(object.says)

        | key | value | meaning |
        | --- | --- | --- |
        \(rows.joined())
        """
    }.joined()
  }

  private func words(for member: Member) -> String {
    let orNull = member.isOptional ? " or `null`" : ""
    switch kind(of: member.type) {
    case .object(let name): return link(name) + orNull
    case .words(let words):
      return (words.map { "`\($0)`" } + (member.isOptional ? ["`null`"] : []))
        .joined(separator: ", ")
    case .list(let element):
      switch kind(of: element.filter { $0 != "?" }) {
      case .object(let name): return "list of \(link(name))\(orNull)"
      case .plain(let name): return "list of \(name)\(element.hasSuffix("?") ? " or `null`" : "")"
      default: return "list"
      }
    case .constant(let value): return "`\(value)`"
    case .plain(let name): return name + orNull
    }
  }

  private func link(_ name: String) -> String { "[\(name)](#\(name))" }
}
