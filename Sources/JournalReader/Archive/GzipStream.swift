import CZlib

/// What gzip has compressed, in one part or several behind each other, with each part's checksum
/// compared and its end looked for.
///
/// libarchive does neither: a text in which a bit has changed, or of which the last bytes are missing,
/// would pass for whole.
final class GzipStream: ByteStream {
  private let source: ByteStream
  private let budget: UnpackingBudget
  private let inflate: OpaquePointer
  /// What of the last piece is still compressed.
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)
  private var isInPart = true
  private var isAtEnd = false
  private var damage: StreamFailure?

  /// Nil where there is no zlib.
  init?(_ source: ByteStream, budget: UnpackingBudget) {
    guard let inflate = pd_inflate_new() else { return nil }
    self.inflate = inflate
    self.source = source
    self.budget = budget
  }

  deinit { pd_inflate_free(inflate) }

  override func read(into memory: UnsafeMutableRawBufferPointer) throws(StreamFailure) -> Int {
    if let damage { throw damage }
    var room = 0
    while room == 0, !isAtEnd {
      if rest.isEmpty {
        rest = try source.next()
        if rest.isEmpty, isInPart { throw .damage("it is cut off") }
        if rest.isEmpty { break }
      }
      if !isInPart, !begins() { continue }
      room = try step(into: memory)
    }
    try budget.charge(unpacked: room)
    return room
  }

  override var isUnchecked: Bool { source.isUnchecked }

  override func behind() -> ByteStream? {
    isAtEnd ? RestStream(Array(rest), source) : nil
  }

  /// Whether another part begins; what pads a tape does not.
  private func begins() -> Bool {
    rest = UnsafeRawBufferPointer(rebasing: rest.drop { $0 == 0 })
    guard let first = rest.first else { return false }
    isInPart = first == 0x1f
    isAtEnd = !isInPart
    return isInPart
  }

  /// Gives how many bytes there are in the memory now.
  private func step(into memory: UnsafeMutableRawBufferPointer) throws(StreamFailure) -> Int {
    var (count, room) = (rest.count, memory.count)
    let result = pd_inflate_step(inflate, rest.baseAddress, &count, memory.baseAddress, &room)
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    switch Int(result) {
    case Int(PD_INFLATE_GOES_ON): break
    case Int(PD_INFLATE_PART_ENDS): isInPart = false
    default:
      // what came before it is handed out first
      let reason = StreamFailure.damage(String(cString: pd_inflate_reason(inflate)))
      damage = reason
      if room == 0 { throw reason }
    }
    return room
  }
}
