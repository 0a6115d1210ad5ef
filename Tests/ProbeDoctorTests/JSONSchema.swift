import Foundation

/// A JSON value as it was written: unlike JSONSerialization's, a Boolean is no number.
indirect enum JSON: Decodable, Hashable {
  case null, bool(Bool), number(Double), string(String), array([JSON]), object([String: JSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  subscript(key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  var items: [JSON]? { if case .array(let items) = self { items } else { nil } }
  var members: [String: JSON]? { if case .object(let members) = self { members } else { nil } }
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }

  fileprivate var types: Set<String> {
    switch self {
    case .null: ["null"]
    case .bool: ["boolean"]
    case .number(let number): number == number.rounded() ? ["number", "integer"] : ["number"]
    case .string: ["string"]
    case .array: ["array"]
    case .object: ["object"]
    }
  }
}

/// As much of JSON Schema (draft 2020-12) as docs/schema.json needs. A keyword that is not known
/// here is an error, or the schema could ask for what nobody checks.
struct JSONSchema {
  let root: JSON

  private static let remarks: Set<String> = ["$schema", "$defs", "title", "description"]

  /// What is wrong with the value; empty if nothing is.
  ///
  /// - Parameter name: the definition that it must match.
  func faults(of value: JSON, as name: String) -> [String] {
    check(value, .object(["$ref": .string("#/$defs/\(name)")]), at: name)
  }

  private func check(_ value: JSON, _ schema: JSON, at path: String) -> [String] {
    (schema.members ?? [:]).flatMap { keyword, rule -> [String] in
      switch keyword {
      case "$ref":
        guard let name = rule.text?.split(separator: "/").last,
          let target = root["$defs"]?[String(name)]
        else { return ["\(path): \(rule) leads nowhere"] }
        return check(value, target, at: path)
      case "type":
        let wanted = Set((rule.items ?? [rule]).compactMap(\.text))
        return wanted.isDisjoint(with: value.types) ? ["\(path): no \(wanted): \(value)"] : []
      case "const":
        return value == rule ? [] : ["\(path): not \(rule): \(value)"]
      case "enum":
        return rule.items?.contains(value) == true ? [] : ["\(path): not one of these: \(value)"]
      case "minimum":
        guard let number = value.number, let least = rule.number else { return [] }
        return number >= least ? [] : ["\(path): \(number) is too small"]
      case "items":
        return (value.items ?? []).enumerated().flatMap {
          check($1, rule, at: "\(path)[\($0)]")
        }
      case "properties":
        return (value.members ?? [:]).flatMap { key, member -> [String] in
          guard let part = rule[key] else { return [] }
          return check(member, part, at: "\(path).\(key)")
        }
      case "required":
        return required(rule, of: value, schema, at: path)
      case "oneOf":
        let results = (rule.items ?? []).map { check(value, $0, at: path) }
        let matches = results.count(where: \.isEmpty)
        if matches == 1 { return [] }
        return ["\(path): \(matches) forms match"] + results.flatMap { $0 }
      default:
        return Self.remarks.contains(keyword) ? [] : ["\(path): keyword \(keyword) is not known"]
      }
    }
  }

  /// Others may add keys and stay valid; we may not without writing them down.
  private func required(
    _ rule: JSON, of value: JSON, _ schema: JSON, at path: String
  ) -> [String] {
    guard let members = value.members else { return [] }
    let missing = (rule.items ?? []).compactMap(\.text).filter { members[$0] == nil }
    let unknown = members.keys.filter { schema["properties"]?[$0] == nil }
    return missing.map { "\(path).\($0) is missing" }
      + unknown.map { "\(path).\($0) is not in the schema" }
  }
}
