extension JSONWriter {
  /// A value of any type, with its keys in the order in which it gives them, and null for what it
  /// does not have.
  func encode<T: Encodable>(_ value: T) {
    // comparing types is quick, and a cast that fails is not
    if T.self == String.self, let text = value as? String {
      string(text)
    } else if T.self == Report.Seconds.self, let seconds = value as? Report.Seconds {
      raw(seconds.description)
    } else if T.self == Bool.self, let flag = value as? Bool {
      raw(flag ? "true" : "false")
    } else if T.self == Double.self, let number = value as? Double {
      // The shortest form that reads back as the same number; JSON has no form for infinity.
      raw(number.isFinite ? number.description : "null")
    } else if Self.integers.contains(where: { $0 == T.self }) {
      raw("\(value)")
    } else {
      let encoder = JSONValueEncoder(json: self)
      do {
        try value.encode(to: encoder)
      } catch {
        preconditionFailure("\(T.self) cannot be written: \(error)")
      }
      if let end = encoder.end { self.end(end) }
    }
  }

  private static let integers: [Any.Type] = [Int.self, Int64.self, UInt64.self]
}

/// Takes one value apart. Its containers write at once, so that the order is the value's own.
private final class JSONValueEncoder: Encoder {
  let json: JSONWriter
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  /// What closes the object or array that the value has begun.
  private(set) var end: String?

  init(json: JSONWriter) { self.json = json }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    begin("{", "}")
    return KeyedEncodingContainer(Members(json: json))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    begin("[", "]")
    return Elements(json: json)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Scalar(json: json) }

  private func begin(_ mark: String, _ end: String) {
    json.begin(mark)
    self.end = end
  }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let json: JSONWriter
  let codingPath: [any CodingKey] = []

  func encodeNil(forKey key: Key) {
    json.name(key.stringValue)
    json.raw("null")
  }

  func encode<T: Encodable>(_ value: T, forKey key: Key) { json.member(key.stringValue, value) }

  // The standard library's own leave out what is nil; for these types they would be taken before a
  // generic one.
  func encodeIfPresent(_ value: Bool?, forKey key: Key) { put(value, key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) { put(value, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) { put(value, key) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) { put(value, key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) { put(value, key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) { put(value, key) }
  func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) { put(value, key) }

  private func put<T: Encodable>(_ value: T?, _ key: Key) {
    if let value { encode(value, forKey: key) } else { encodeNil(forKey: key) }
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { noneNests() }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { noneNests() }

  func superEncoder() -> any Encoder { noneNests() }

  func superEncoder(forKey key: Key) -> any Encoder { noneNests() }
}

private struct Elements: UnkeyedEncodingContainer {
  let json: JSONWriter
  let codingPath: [any CodingKey] = []
  private(set) var count = 0

  init(json: JSONWriter) { self.json = json }

  mutating func encodeNil() {
    json.next()
    json.raw("null")
    count += 1
  }

  mutating func encode<T: Encodable>(_ value: T) {
    json.element(value)
    count += 1
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> { noneNests() }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { noneNests() }

  func superEncoder() -> any Encoder { noneNests() }
}

private struct Scalar: SingleValueEncodingContainer {
  let json: JSONWriter
  let codingPath: [any CodingKey] = []

  func encodeNil() { json.raw("null") }

  func encode<T: Encodable>(_ value: T) {
    json.encode(value)
  }
}

/// A container within a container, made by hand: the end of it could not be told.
func noneNests() -> Never {
  preconditionFailure("no type of a report encodes its members' members itself")
}
