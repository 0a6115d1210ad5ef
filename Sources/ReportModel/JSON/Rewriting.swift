/// How the values of a report are changed, wherever they stand in it. A key that a type gets later
/// is changed like all others.
package struct Rewriting {
  /// Takes a text and the name of the member that it stands in.
  var text: (_ text: String, _ key: String) -> String
  var entry: (Report.Entry) -> Report.Entry

  package init(
    text: @escaping (_ text: String, _ key: String) -> String,
    entry: @escaping (Report.Entry) -> Report.Entry
  ) {
    self.text = text
    self.entry = entry
  }

  /// The value with all texts and entries in it changed: taken apart as if it were written, and put
  /// together again.
  package func applied<Value: Codable>(to value: Value) -> Value {
    do {
      let parts = Parting(self).part(value)
      return try Assembler(part: parts).value(Value.self)
    } catch {
      preconditionFailure("\(Value.self) cannot be put together again: \(error)")
    }
  }
}

/// A value that was taken apart.
private enum Part {
  case null
  /// A text, a number, or what is not taken apart.
  case whole(Any)
  case list([Part])
  case members([(key: String, part: Part)])
}

// MARK: - Apart

/// Takes one value after the other apart, and changes what it comes by.
private final class Parting {
  private let rewriting: Rewriting
  /// The name of the member that was come by last.
  var key = ""

  init(_ rewriting: Rewriting) { self.rewriting = rewriting }

  func part<T: Encodable>(_ value: T) -> Part {
    // comparing types is quick, and a cast that fails is not
    if T.self == String.self, let text = value as? String {
      return .whole(rewriting.text(text, key))
    }
    if T.self == Report.Entry.self, let entry = value as? Report.Entry {
      return .whole(rewriting.entry(entry))
    }
    if Self.wholes.contains(where: { $0 == T.self }) { return .whole(value) }
    let encoder = PartEncoder(parting: self)
    do {
      try value.encode(to: encoder)
      // so that of thousands of findings the parts of one only are in memory
      if T.self == Report.Finding.self {
        return .whole(try Assembler(part: encoder.part).value(Report.Finding.self))
      }
    } catch {
      preconditionFailure("\(T.self) cannot be taken apart: \(error)")
    }
    return encoder.part
  }

  private static let wholes: [Any.Type] = [
    Report.Seconds.self, Bool.self, Int.self, Int64.self, UInt64.self, Double.self,
  ]
}

private final class PartEncoder: Encoder {
  let parting: Parting
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  var single = Part.null
  var list: [Part]?
  var members: [(key: String, part: Part)]?

  init(parting: Parting) { self.parting = parting }

  var part: Part { members.map(Part.members) ?? list.map(Part.list) ?? single }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    members = []
    return KeyedEncodingContainer(PartMembers(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    list = []
    return PartList(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { PartAlone(encoder: self) }
}

private struct PartMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: PartEncoder
  let codingPath: [any CodingKey] = []

  // what is not there need not be put together
  func encodeNil(forKey key: Key) {}

  func encode<T: Encodable>(_ value: T, forKey key: Key) {
    encoder.parting.key = key.stringValue
    let part = encoder.parting.part(value)
    encoder.members?.append((key.stringValue, part))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { noneNests() }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { noneNests() }

  func superEncoder() -> any Encoder { noneNests() }

  func superEncoder(forKey key: Key) -> any Encoder { noneNests() }
}

private struct PartList: UnkeyedEncodingContainer {
  let encoder: PartEncoder
  let codingPath: [any CodingKey] = []

  var count: Int { encoder.list?.count ?? 0 }

  func encodeNil() { encoder.list?.append(.null) }

  func encode<T: Encodable>(_ value: T) {
    let part = encoder.parting.part(value)
    encoder.list?.append(part)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> { noneNests() }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { noneNests() }

  func superEncoder() -> any Encoder { noneNests() }
}

private struct PartAlone: SingleValueEncodingContainer {
  let encoder: PartEncoder
  let codingPath: [any CodingKey] = []

  func encodeNil() {}

  func encode<T: Encodable>(_ value: T) {
    // what is in a value of its own is no text: one of a few words
    encoder.single = T.self == String.self ? .whole(value) : encoder.parting.part(value)
  }
}

// MARK: - Together

/// Puts a value together from its parts.
private struct Assembler: Decoder {
  let part: Part
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  func value<T: Decodable>(_ type: T.Type) throws -> T {
    if case .whole(let value) = part, let value = value as? T { return value }
    return try T(from: self)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .members(let members) = part else { throw mismatch(type) }
    return KeyedDecodingContainer(AssembledMembers(members: members))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let list) = part else { throw mismatch([Any].self) }
    return AssembledList(list: list)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { AssembledAlone(part: part) }

  private func mismatch(_ type: Any.Type) -> DecodingError {
    .typeMismatch(type, .init(codingPath: [], debugDescription: "it was no \(type)"))
  }
}

private final class AssembledMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private let members: [(key: String, part: Part)]
  /// Where the one stands that was asked for last: they are asked for in their order.
  private var last = 0
  let codingPath: [any CodingKey] = []

  init(members: [(key: String, part: Part)]) { self.members = members }

  var allKeys: [Key] { members.compactMap { Key(stringValue: $0.key) } }

  private func part(_ key: Key) -> Part? {
    let name = key.stringValue
    let found =
      members[last...].firstIndex { $0.key == name }
      ?? members[..<last].firstIndex { $0.key == name }
    guard let found else { return nil }
    last = found
    return members[found].part
  }

  func contains(_ key: Key) -> Bool { part(key) != nil }

  func decodeNil(forKey key: Key) -> Bool { part(key) == nil }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    guard let part = part(key) else {
      throw DecodingError.keyNotFound(key, .init(codingPath: [], debugDescription: ""))
    }
    return try Assembler(part: part).value(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedDecodingContainer<Nested> { noneNests() }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer { noneNests() }

  func superDecoder() -> any Decoder { noneNests() }

  func superDecoder(forKey key: Key) -> any Decoder { noneNests() }
}

private struct AssembledList: UnkeyedDecodingContainer {
  let list: [Part]
  let codingPath: [any CodingKey] = []
  private(set) var currentIndex = 0

  init(list: [Part]) { self.list = list }

  var count: Int? { list.count }
  var isAtEnd: Bool { currentIndex == list.count }

  mutating func decodeNil() -> Bool {
    guard case .null = list[currentIndex] else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    defer { currentIndex += 1 }
    return try Assembler(part: list[currentIndex]).value(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedDecodingContainer<Nested> { noneNests() }

  func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { noneNests() }

  func superDecoder() -> any Decoder { noneNests() }
}

private struct AssembledAlone: SingleValueDecodingContainer {
  let part: Part
  let codingPath: [any CodingKey] = []

  func decodeNil() -> Bool {
    if case .null = part { return true }
    return false
  }

  func decode<T: Decodable>(_ type: T.Type) throws -> T { try Assembler(part: part).value(type) }
}
