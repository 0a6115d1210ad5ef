/// The rest of a stream, without the zeros that it begins with.
final class RestStream: PiecewiseStream {
  private var hasBegun = false

  /// - Parameter held: what was taken of it already.
  init(_ held: [UInt8], _ stream: ByteStream) {
    super.init(of: stream)
    _ = held.withUnsafeBytes { pass($0) }
  }

  override func pass(_ piece: UnsafeRawBufferPointer) -> Bool {
    output += piece.drop { $0 == 0 && !hasBegun }
    hasBegun = hasBegun || !output.isEmpty
    return !piece.isEmpty
  }
}
