internal import LogModel
internal import Platform

/// What a file is, told by its first bytes.
package enum InputContent: Equatable, Sendable {
  case empty
  /// A file of journald.
  case journal
  /// Text of any dialect, an export stream or JSON: ``TextReader`` tells them apart.
  case text
  /// A text that quotes a log which lies beside it: it says so in its first line.
  case quotation
  /// Compressed data or an archive: something else is in it.
  case packed(Layer)
  /// Something known that is not a log, and what can be done about it.
  case foreign(String, cure: String? = nil)
  case unknown

  /// How many bytes suffice: a tar header has its magic at 257.
  static let sample = 4096

  /// What the file at a path is, or what it is without its compression; ``empty`` if it cannot be
  /// read.
  package init(ofFile path: String, unpacked: Bool = false) {
    let head =
      unpacked ? PlainBytes.head(of: path, Self.sample) : SmallFile.bytes(path, limit: Self.sample)
    self = (head ?? []).withUnsafeBytes { InputContent($0) }
  }

  init(_ bytes: UnsafeRawBufferPointer) {
    if bytes.isEmpty {
      self = .empty
    } else if bytes.starts(with: JournalFile.magic) {
      self = .journal
    } else if let known = Self.magics.first(where: { $0.isIn(bytes) }) {
      self = known.content
    } else if Self.isTarHeader(bytes) {
      self = .packed(.container(.tar))
    } else if Self.isQuotation(bytes) {
      self = .quotation
    } else if Self.looksLikeText(bytes) {
      self = .text
    } else {
      self = .unknown
    }
  }

  /// Whether these are the first bytes of compressed data.
  static func isCompressed(_ head: UnsafeRawBufferPointer) -> Bool {
    if case .packed(.compression) = magics.first(where: { $0.isIn(head) })?.content { return true }
    return false
  }

  /// Whether `head`, the first bytes of an input, can be a log in text. A few bytes that are not
  /// are in many; a file of another kind has them everywhere.
  static func looksLikeText(_ head: UnsafeRawBufferPointer) -> Bool {
    if Transcoding.utf16Order(head) != nil { return true }
    var zeros = 0
    var controls = 0
    var hasNewline = false
    for byte in head {
      switch byte {
      case 0: zeros += 1
      case .newline: hasNewline = true
      case 0x07...0x0d, .escape, 0x1e: break
      case 0x01...0x1f, 0x7f: controls += 1
      default: break
      }
    }
    let invalid = String(decoding: head, as: UTF8.self).unicodeScalars.count { $0 == "\u{fffd}" }
    let strange = controls + invalid
    if strange * 20 <= head.count, zeros * 20 <= head.count { return true }
    // A log of which a crash left blocks of zeros, or that is in an old character set.
    return hasNewline && controls * 50 <= head.count
      && (zeros * 10 <= head.count * 9 && invalid * 50 <= head.count
        || zeros == 0 && invalid * 4 <= head.count)
  }

  /// What the first line of a text has in it that quotes a log and is none.
  static let quotationMark: StaticString = "probe-doctor: quotes a log"

  /// How a report in JSON begins: after its version, with what wrote it.
  private static let reportMark: StaticString = #""name": "probe-doctor""#

  private static func isQuotation(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let start = ByteSpan(bytes)[0..<256]
    let line = start[0..<(start.firstIndex(of: .newline) ?? start.count)]
    return line.firstIndex(of: quotationMark) != nil
      || line[0] == "{" && start.firstIndex(of: reportMark) != nil
  }

  /// The oldest form of a tar has no magic, but the sum of the header's 512 bytes: in octal at 148,
  /// added up as if that field were blanks.
  private static func isTarHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= 512, bytes[0] != 0 else { return false }
    let field = 148..<156
    let digits = bytes[field].drop { $0 == " " }.prefix { $0.isDigit && $0 < UInt8(ascii: "8") }
    guard !digits.isEmpty else { return false }
    let told = digits.reduce(0) { $0 * 8 + Int($1 - UInt8(ascii: "0")) }
    let sum = bytes[..<512].reduce(0) { $0 + Int($1) } - bytes[field].reduce(0) { $0 + Int($1) }
    return told == sum + field.count * Int(UInt8.blank)
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
    Magic(bytes: [0x1f, 0x8b], content: .packed(.compression(.gzip))),
    Magic(bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], content: .packed(.compression(.xz))),
    Magic(bytes: [0x28, 0xb5, 0x2f, 0xfd], content: .packed(.compression(.zstd))),
    Magic(bytes: Array("BZh".utf8), content: .packed(.compression(.bzip2))),
    Magic(bytes: [0x04, 0x22, 0x4d, 0x18], content: .packed(.compression(.lz4))),
    Magic(bytes: [0x02, 0x21, 0x4c, 0x18], content: .packed(.compression(.lz4))),
    Magic(bytes: Array("PK\u{3}\u{4}".utf8), content: .packed(.container(.zip))),
    Magic(offset: 257, bytes: Array("ustar".utf8), content: .packed(.container(.tar))),
    Magic(
      bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
      content: .foreign("a 7-Zip archive", cure: "unpack it: 7z x -so FILE | probe-doctor -")),
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
    case .empty, .journal, .text, .packed:
      return nil
    case .quotation:
      return ReadError(
        name: name, reason: "only quotes a log, as it says in its first line",
        cure: "name the archive or the folder that it lies in")
    case .foreign(let what, let cure):
      return ReadError(name: name, reason: "is \(what), not a log", cure: cure)
    case .unknown:
      return ReadError(name: name, reason: "is neither text nor a journal")
    }
  }

  /// Something that has other content in it.
  package enum Layer: Hashable, Sendable {
    case compression(Filter)
    case container(Container)
  }

  package enum Filter: Hashable, Sendable {
    case gzip, bzip2, xz, zstd, lz4
  }

  package enum Container: Hashable, Sendable {
    case tar, zip
  }
}
