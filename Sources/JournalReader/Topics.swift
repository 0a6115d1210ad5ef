/// What the triggers nearby speak of: the names of the things in them.
struct Topics {
  /// Each with the bytes that were passed since it was named.
  private var recent: [(name: ArraySlice<UInt8>, distance: Int)] = []

  mutating func add(_ names: [ArraySlice<UInt8>]) {
    for name in names {
      if let known = recent.firstIndex(where: { $0.name == name }) {
        recent[known].distance = 0
      } else {
        recent.append((name, 0))
      }
    }
  }

  /// Forgets what is too far behind.
  mutating func pass(_ length: Int, reach: Int) {
    for index in recent.indices { recent[index].distance += length }
    recent.removeAll { $0.distance > reach }
  }

  /// Whether a message has one of the names in it.
  func areNamed(in message: ArraySlice<UInt8>) -> Bool {
    message.withUnsafeBytes { text in
      recent.contains { topic in
        topic.name.withUnsafeBytes { ByteSpan(text).contains(ByteSpan($0)) }
      }
    }
  }

  /// The names in a message: words with a number and a letter or a mark in them (`0000:00:06.0`,
  /// `eth0`), of a path the last part, and the word that a colon sets before the message (`sda: …`).
  /// What is bracketed or assigned is a number of this one line.
  static func names(in message: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    message.split { $0 == .blank || $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
      .compactMap { word in
        guard let first = word.first, first != UInt8(ascii: "["),
          !word.contains(UInt8(ascii: "="))
        else { return nil }
        let isHead = word.startIndex == message.startIndex && word.last == UInt8(ascii: ":")
        var name = word
        while let last = name.last, Self.punctuation.contains(last) { name.removeLast() }
        if let slash = name.lastIndex(of: UInt8(ascii: "/")) { name = name[(slash + 1)...] }
        let digits = name.count(where: \.isDigit)
        guard name.count >= 3, isHead || digits > 0 && digits < name.count else { return nil }
        return name
      }
  }

  private static let punctuation = Array(":;,.()".utf8)
}
