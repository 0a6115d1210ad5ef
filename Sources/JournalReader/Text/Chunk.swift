internal import LogModel

/// Some whole lines as they were read, and what is known of them.
struct Chunk {
  /// Where in a piece of memory they begin and end, and which piece that is; nil if they are to be
  /// read again.
  var slot: Int?
  private(set) var start = 0
  var end = 0
  /// The position in all that was read of the memory's first byte.
  let base: Int
  /// The number of the line at `start`, and what has to be known to read it.
  let firstLine: Int
  var context: LineContext
  /// The times of those lines that were looked at.
  var times = TimeRange()
  /// Up to where all lines were offered for keeping, and the times of those that were turned down
  /// because no trigger was near yet.
  var offered = 0
  var rejected = TimeRange()
  /// What begins there, if it is not a line.
  var beginning = LongLine.Place.line
  /// How often it was read again.
  var returns = 0

  /// One of which nothing is known yet.
  ///
  /// - Parameters:
  ///   - base: see ``base``.
  ///   - line: the number of its first line.
  init(at base: Int, line: Int, _ context: LineContext) {
    self.base = base
    firstLine = line
    self.context = context
  }

  /// What of it stands from a line on with which a boot begins, in the same memory.
  func rest(from start: Int, line: Int, _ context: LineContext, in text: ByteSpan) -> Chunk {
    var rest = Chunk(at: base, line: line, context)
    (rest.start, rest.end, rest.offered) = (start, end, start)
    rest.beginning = beginning(ofLineAt: start, in: text)
    return rest
  }

  /// Whether something in it, before `limit`, may be wanted for the sake of a trigger at `time`.
  func mayHold(_ time: Stamp, before limit: Int, within span: Int64) -> Bool {
    guard start < limit, returns < Self.mostReturns else { return false }
    return (offered >= limit ? rejected : times).mayBeNear(time, span)
  }

  /// What begins at `start`, which is where it begins or a line or a part of one does.
  func beginning(ofLineAt start: Int, in text: ByteSpan) -> LongLine.Place {
    start == self.start ? beginning : LongLine.Place(of: start, in: text)
  }

  /// Lines that are in no order at all would be read again for each of thousands of triggers.
  private static let mostReturns = 16
}

extension ByteSpan {
  /// Where the line begins in which `at` is, not before `start`.
  func startOfLine(_ at: Int, from start: Int) -> Int {
    self[start..<at].lastIndex(of: .newline).map { start + $0 + 1 } ?? start
  }

  /// Goes up some lines from where one begins, not before `start`.
  ///
  /// - Parameter isEnding: whether a part of a line is one: its end does not come any more.
  func linesAbove(
    _ at: Int, from start: Int, _ most: Int, isEnding: Bool
  ) -> (start: Int, lines: Int) {
    var at = at
    var lines = 0
    for _ in 0..<most where at > start {
      let end = self[at - 1] == .newline ? at - 1 : at
      if end < at || isEnding { lines += 1 }
      at = startOfLine(end, from: start)
    }
    return (at, lines)
  }
}

/// The memory of the chunks, in pieces that are used again: one of a file, which can be read again,
/// and of other inputs the last eight megabytes or so.
final class ChunkMemory {
  static let size = 256 << 10
  /// What a piece has before it: for what a block that was read ahead is the rest of.
  static let room = 64 << 10
  /// How many chunks there are behind the one that is being filled.
  static let history = RetentionPolicy.longestReach / size

  private var pieces: [UnsafeMutableRawBufferPointer] = []
  /// Where in each its memory begins.
  private var begins: [Int] = []
  private var free: [Int] = []
  private let file: FileStream?
  /// Where in the file the first byte is.
  private let origin: Int

  /// - Parameters:
  ///   - file: what is read, from its first byte on, if it is a file.
  ///   - origin: where in it the chunks begin.
  init(of file: FileStream?, from origin: Int) {
    self.file = file?.canReadAgain == true ? file : nil
    self.origin = origin
  }

  deinit {
    for piece in pieces { piece.deallocate() }
  }

  /// Whether what is gone from memory can be had again.
  var canReadAgain: Bool { file != nil }

  /// Puts what stands at `position` into memory; false if it is not there any more.
  func readAgain(at position: Int, into memory: UnsafeMutableRawBufferPointer) -> Bool {
    file?.readAgain(at: origin + position, into: memory) ?? false
  }

  subscript(slot: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: pieces[slot][begins[slot]...])
  }

  static func piece() -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: room + size, alignment: 64)
  }

  func take() -> Int {
    if let slot = free.popLast() {
      begins[slot] = 0
      return slot
    }
    pieces.append(Self.piece())
    begins.append(0)
    return pieces.count - 1
  }

  /// Puts the first bytes of a piece in front of what is behind the room of another, and takes that
  /// instead.
  func exchange(_ slot: Int, first count: Int, for other: inout UnsafeMutableRawBufferPointer) {
    let begin = Self.room - count
    UnsafeMutableRawBufferPointer(rebasing: other[begin..<Self.room])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: self[slot][..<count]))
    swap(&pieces[slot], &other)
    begins[slot] = begin
  }

  func give(_ slot: Int?) {
    if let slot { free.append(slot) }
  }
}
