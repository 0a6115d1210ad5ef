/// An answer as bytes, on its way from the process that reads journals.
struct AnswerWriter {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ number: Int64) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func put(_ number: Int) { put(Int64(number)) }

  mutating func put(_ data: some Collection<UInt8>) {
    put(data.count)
    bytes.append(contentsOf: data)
  }

  mutating func put(_ text: String) { put(text.utf8) }

  mutating func put<Value>(_ value: Value?, _ body: (inout Self, Value) -> Void) {
    put(value == nil ? 0 : 1)
    if let value { body(&self, value) }
  }

  mutating func put<Value>(_ values: [Value], _ body: (inout Self, Value) -> Void) {
    put(values.count)
    for value in values { body(&self, value) }
  }

  mutating func put(_ text: String?) { put(text) { $0.put($1) } }
}

/// Takes apart what an ``AnswerWriter`` made. Nil where bytes are missing: the writer has died.
struct AnswerReader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { at == bytes.count }

  mutating func number() -> Int64? {
    guard bytes.count - at >= 8 else { return nil }
    defer { at += 8 }
    return bytes.withUnsafeBytes {
      Int64(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: Int64.self))
    }
  }

  mutating func int() -> Int? { number().map { Int($0) } }

  mutating func data() -> ArraySlice<UInt8>? {
    guard let count = int(), count >= 0, count <= bytes.count - at else { return nil }
    defer { at += count }
    return bytes[at..<at + count]
  }

  mutating func text() -> String? { data().map { String(decoding: $0, as: UTF8.self) } }

  /// The outer nil stands for missing bytes, the inner one is a value.
  mutating func optional<Value>(_ body: (inout Self) -> Value?) -> Value?? {
    guard let isThere = int() else { return nil }
    guard isThere != 0 else { return .some(nil) }
    guard let value = body(&self) else { return nil }
    return value
  }

  mutating func list<Value>(_ body: (inout Self) -> Value?) -> [Value]? {
    guard let count = int(), count >= 0 else { return nil }
    var values: [Value] = []
    for _ in 0..<count {
      guard let value = body(&self) else { return nil }
      values.append(value)
    }
    return values
  }
}
