/// Compressed data up to its end, where that can be told from what it says of its length: zstd (RFC 8878),
/// lz4's frames and xz. libarchive takes what stands behind it for damage.
final class FrameStream: PiecewiseStream {
  private let filter: InputContent.Filter
  private var step = Step.between
  /// What is read to know how it goes on, and how much that must be.
  private var header: [UInt8] = []
  private var wanted = 4
  /// How many bytes of data come before that.
  private var skip = 0
  /// What each block, and the last one, has behind it.
  private var behindBlock = 0
  private var behindLast = 0
  /// The flags of an xz stream, which stand at its end, too, and its last bytes.
  private var flags: [UInt8] = []
  private var tail: [UInt8] = []
  private var rest: [UInt8]?
  /// Whether a frame had no checksum of what is in it.
  private var lacksChecksum = false

  private enum Step {
    /// Where a frame begins, or something else.
    case between
    case descriptor, block, passed
  }

  /// Nil for what finds its end by itself.
  init?(_ filter: InputContent.Filter, _ source: ByteStream) {
    guard [.zstd, .lz4, .xz].contains(filter) else { return nil }
    // lz4 had another format once
    let head = Array(source.peek(4))
    guard head.count == 4, Self.begins(head, filter) else { return nil }
    self.filter = filter
    super.init(of: source)
  }

  override var isUnchecked: Bool { lacksChecksum || source.isUnchecked }

  override func behind() -> ByteStream? {
    rest.flatMap { $0.isEmpty ? nil : RestStream($0, source) }
  }

  override func pass(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard !piece.isEmpty else {
      // what was begun may be cut off
      output += step == .between ? [] : header
      rest = []
      return false
    }
    var at = 0
    while at < piece.count {
      let data = min(skip, piece.count - at)
      output.append(contentsOf: piece[at..<at + data])
      skip -= data
      at += data
      let count = min(wanted - header.count, piece.count - at)
      header.append(contentsOf: piece[at..<at + count])
      at += count
      guard header.count == wanted else { continue }
      if step == .between, !Self.begins(header, filter) {
        // what fills up a tape is nothing
        guard header.contains(where: { $0 != 0 }) else {
          header.removeAll(keepingCapacity: true)
          continue
        }
        rest = header + piece[at...]
        return false
      }
      output += header
      if step != .between {
        goOn()
      } else {
        step = Self.isPassed(header) ? .passed : .descriptor
      }
      header.removeAll(keepingCapacity: true)
      if step == .descriptor { wanted = filter == .xz ? 8 : 1 }
    }
    return true
  }

  /// Frames that hold nothing, of zstd and lz4.
  private static func isPassed(_ header: [UInt8]) -> Bool {
    header[0] & 0xf0 == 0x50 && header[1...] == [0x2a, 0x4d, 0x18]
  }

  private static func begins(_ header: [UInt8], _ filter: InputContent.Filter) -> Bool {
    switch filter {
    case .zstd: header == [0x28, 0xb5, 0x2f, 0xfd] || isPassed(header)
    case .lz4: header == [0x04, 0x22, 0x4d, 0x18] || isPassed(header)
    default: header == [0xfd, 0x37, 0x7a, 0x58]
    }
  }

  private var number: Int { header.reversed().reduce(0) { $0 << 8 | Int($1) } }

  private func goOn() {
    let first = Int(header[0])
    switch (filter, step) {
    case (_, .passed): end(behind: number)
    case (.xz, .descriptor):
      flags = Array(header[2...3])
      if flags[1] & 0x0f == 0 { lacksChecksum = true }
      tail = []
      (step, wanted) = (.block, 4)
    case (.xz, _):
      tail = tail.suffix(8) + header
      if tail.count == 12, tail[10...] == [0x59, 0x5a], tail[8...9] == flags[...],
        Self.checksum(tail[4...9]) == tail[..<4].reversed().reduce(0, { $0 << 8 | UInt32($1) })
      {
        end(behind: 0)
      }
    case (.zstd, .descriptor):
      let isSingle = first & 0x20 != 0
      skip =
        (isSingle ? 0 : 1) + [0, 1, 2, 4][first & 3] + [isSingle ? 1 : 0, 2, 4, 8][first >> 6]
      behindLast = first & 4 != 0 ? 4 : 0
      if behindLast == 0 { lacksChecksum = true }
      (step, wanted) = (.block, 3)
    case (.zstd, _):
      let size = number >> 1 & 3 == 1 ? 1 : number >> 3
      if number & 1 == 1 { end(behind: size + behindLast) } else { skip = size }
    case (_, .descriptor):
      skip = 2 + (first & 8) + (first & 1 != 0 ? 4 : 0)
      behindBlock = first & 0x10 != 0 ? 4 : 0
      behindLast = first & 4
      if behindBlock + behindLast == 0 { lacksChecksum = true }
      (step, wanted) = (.block, 4)
    default:
      if number == 0 { end(behind: behindLast) } else { skip = number & 0x7fff_ffff + behindBlock }
    }
  }

  private func end(behind count: Int) {
    skip = count
    (step, wanted) = (.between, 4)
  }

  /// CRC-32, as xz has it of its footer.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1) * 0xedb8_8320 }
    }
  }
}
