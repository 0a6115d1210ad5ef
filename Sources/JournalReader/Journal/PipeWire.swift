/// Requests, and what a reader of journals found out, as bytes on their way between processes.
struct PipeWriter {
  private var bytes: [UInt8] = []
  private let pass: ([UInt8]) -> Void
  private static let piece = 64 << 10

  /// `pass` takes the bytes, piece by piece.
  init(to pass: @escaping ([UInt8]) -> Void) { self.pass = pass }

  /// Passes on what has come together.
  mutating func flush() {
    pass(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// In as few bytes as it takes, seven bits in each (LEB128): nearly all numbers are small.
  mutating func put(_ number: Int64) {
    var rest = UInt64(bitPattern: number << 1 ^ number >> 63)
    while rest > 0x7f {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
    if bytes.count >= Self.piece { flush() }
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

/// Takes apart what a ``PipeWriter`` made, as it comes. Nil where bytes are missing: the writer
/// has died.
struct PipeReader {
  private var bytes: [UInt8] = []
  private var at = 0
  private let next: () -> [UInt8]

  /// `next` gives the next piece, however small; none at the end.
  init(from next: @escaping () -> [UInt8]) { self.next = next }

  var isAtEnd: Bool { mutating get { !has(1) } }

  mutating func number() -> Int64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64, at < bytes.count || has(1) {
      let byte = bytes[at]
      at += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte <= 0x7f { return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
      shift += 7
    }
    return nil
  }

  mutating func int() -> Int? { number().map { Int($0) } }

  mutating func data() -> ArraySlice<UInt8>? {
    guard let count = int(), count >= 0, has(count) else { return nil }
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

  /// Fetches until there are so many bytes that were not taken yet.
  private mutating func has(_ count: Int) -> Bool {
    while bytes.count - at < count {
      let piece = next()
      guard !piece.isEmpty else { return false }
      bytes.removeFirst(at)
      at = 0
      bytes.append(contentsOf: piece)
    }
    return true
  }
}
