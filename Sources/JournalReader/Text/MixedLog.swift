internal import LogModel

/// A log of lines, of records, or of both, one behind the other: what somebody copied from a terminal,
/// what a script wrote, or what several programs wrote into one file.
struct MixedLog {
  private let search: TextSearch
  private var lines: LineLog?
  private var records: RecordLog?
  /// Taken by the lines, once there are any.
  private let memory: ChunkMemory
  /// Whether records are being read.
  private var isOfRecords: Bool
  private let beganWithRecords: Bool
  /// What the records since the last line took.
  private var passed = (bytes: 0, lines: 0)

  /// - Parameter head: how it begins.
  init(_ head: ByteSpan, _ search: TextSearch, _ memory: ChunkMemory) {
    self.search = search
    self.memory = memory
    var records = RecordLog(search)
    isOfRecords = records.begin(head)
    beganWithRecords = isOfRecords
    if isOfRecords {
      self.records = records
    } else {
      lines = LineLog(search, memory)
    }
  }

  /// See ``TextReader/tellingRecords``.
  var telling: Int { (lines?.telling ?? 0) + (records?.telling ?? 0) }

  mutating func takeBoots() -> [BootLog]? { lines?.takeBoots() }

  mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while rest.count > 0 {
      let taken = isOfRecords ? feedRecords(rest) : lines?.feed(rest) ?? rest.count
      rest = UnsafeRawBufferPointer(rebasing: rest[min(taken, rest.count)...])
      readRecords()
    }
  }

  /// Takes the next bytes of a stream, without a copy where lines are read; false at its end, nil if
  /// it is to be fed with them.
  mutating func feed(from stream: ByteStream) throws(StreamFailure) -> Bool? {
    guard !isOfRecords, let goesOn = try lines?.feed(from: stream) else { return nil }
    readRecords()
    return goesOn
  }

  /// Goes on with the records at which the lines ended, if they did.
  @discardableResult private mutating func readRecords() -> Bool {
    guard !isOfRecords, let text = lines?.takeRecords() else { return false }
    if records == nil { records = RecordLog(search) }
    isOfRecords = text.withUnsafeBytes { records?.begin(ByteSpan($0)) } ?? false
    if !isOfRecords { lines?.resume(behind: 0, lines: 0, isPart: true) }
    text.withUnsafeBytes { feed($0) }
    return true
  }

  /// Gives records up to where they end, and goes on with lines there.
  ///
  /// - Returns: how many bytes were taken.
  private mutating func feedRecords(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let rest = records?.feed(bytes) else {
      pass(bytes)
      return bytes.count
    }
    pass(UnsafeRawBufferPointer(rebasing: bytes[..<rest.taken]))
    endRecords(with: rest.held, isPart: rest.isCut)
    return rest.taken
  }

  private mutating func pass(_ bytes: UnsafeRawBufferPointer) {
    passed.bytes += bytes.count
    passed.lines += bytes.count { $0 == .newline }
  }

  private mutating func endRecords(with held: [UInt8], isPart: Bool) {
    isOfRecords = false
    if lines == nil { lines = LineLog(search, memory) }
    lines?.resume(
      behind: passed.bytes - held.count, lines: passed.lines - held.count { $0 == .newline },
      isPart: isPart)
    passed = (0, 0)
    held.withUnsafeBytes { feed($0) }
  }

  mutating func finish() -> TextReader.Result {
    while true {
      if isOfRecords {
        guard let rest = records?.end(), !rest.isEmpty else { break }
        endRecords(with: rest, isPart: true)
      } else {
        lines?.flush()
        if !readRecords() { break }
      }
    }
    let told = records?.finish()
    guard var said = lines?.finish() else {
      return told ?? TextReader.Result(kind: .text, boots: [], records: 0, gaps: [])
    }
    guard let told, told.records > 0 else { return said }
    // Prose around it is no boot.
    said.boots.removeAll(where: \.isSilent)
    let (first, second) = beganWithRecords ? (told, said) : (said, told)
    return TextReader.Result(
      kind: first.kind, boots: first.boots + second.boots,
      records: first.records + second.records, gaps: first.gaps + second.gaps)
  }
}
