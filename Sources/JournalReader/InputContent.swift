/// What a file is, told by its first bytes.
enum InputContent: Equatable {
  case empty
  /// A file of journald.
  case journal
  /// Text of any dialect, an export stream or JSON: `TextReader` tells them apart.
  case text
  /// Packed: what it is, and the command that writes its contents to standard output.
  case packed(String, unpack: String)
  /// Something known that is not a log.
  case foreign(String)
  case unknown

  /// How many bytes suffice: a tar header has its magic at 257.
  static let sample = 4096

  init(_ bytes: UnsafeRawBufferPointer) {
    if bytes.isEmpty {
      self = .empty
    } else if bytes.starts(with: JournalFile.magic) {
      self = .journal
    } else if let known = Self.magics.first(where: { $0.isIn(bytes) }) {
      self = known.content
    } else if TextReader.looksLikeText(bytes) {
      self = .text
    } else {
      self = .unknown
    }
  }

  private struct Magic {
    var offset = 0
    var bytes: [UInt8]
    var content: InputContent

    func isIn(_ sample: UnsafeRawBufferPointer) -> Bool {
      sample.count >= offset + bytes.count
        && sample[offset..<offset + bytes.count].elementsEqual(bytes)
    }
  }

  /// From file(1)'s table; only formats in which a log, or what is mistaken for one, may come.
  private static let magics: [Magic] = [
    Magic(bytes: [0x1f, 0x8b], content: .packed("gzip data", unpack: "gzip -dc")),
    Magic(
      bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], content: .packed("xz data", unpack: "xz -dc")),
    Magic(
      bytes: [0x28, 0xb5, 0x2f, 0xfd], content: .packed("zstd data", unpack: "zstd -dc")),
    Magic(bytes: Array("BZh".utf8), content: .packed("bzip2 data", unpack: "bzip2 -dc")),
    Magic(bytes: [0x04, 0x22, 0x4d, 0x18], content: .packed("lz4 data", unpack: "lz4 -dc")),
    Magic(bytes: Array("PK\u{3}\u{4}".utf8), content: .packed("a zip archive", unpack: "unzip -p")),
    Magic(
      offset: 257, bytes: Array("ustar".utf8),
      content: .packed("a tar archive", unpack: "tar -xOf")),
    Magic(
      bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
      content: .packed("a 7-Zip archive", unpack: "7z x -so")),
    Magic(bytes: Array("\u{7f}ELF".utf8), content: .foreign("a program or library (ELF)")),
    Magic(bytes: [0x89, 0x50, 0x4e, 0x47], content: .foreign("a picture (PNG)")),
    Magic(bytes: [0xff, 0xd8, 0xff], content: .foreign("a picture (JPEG)")),
    Magic(bytes: Array("%PDF-".utf8), content: .foreign("a PDF document")),
    Magic(bytes: Array("KDUMP   ".utf8), content: .foreign("a kernel crash dump")),
    Magic(bytes: Array("SQLite format 3".utf8), content: .foreign("an SQLite database")),
  ]

  /// Why it cannot be read as a log; nil if it can.
  func refusal(name: String) -> ReadError? {
    switch self {
    case .empty, .journal, .text:
      return nil
    case .packed(let what, let unpack):
      return ReadError(
        name: name, reason: "is \(what)", cure: "unpack it: \(unpack) FILE | probe-doctor -")
    case .foreign(let what):
      return ReadError(name: name, reason: "is \(what), not a log")
    case .unknown:
      return ReadError(name: name, reason: "is neither text nor a journal")
    }
  }
}
