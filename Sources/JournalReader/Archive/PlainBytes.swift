internal import Glibc
public import LogModel
internal import Platform

/// The bytes of a file as they are without their compression, for whoever reads something in them
/// that is no log.
public enum PlainBytes {
  /// The first bytes; empty if there are none to be had.
  public static func head(of path: String, _ count: Int) -> [UInt8] {
    guard let stream = try? open(path) else { return [] }
    return Array(stream.peek(count))
  }

  /// Hands out all of them, piece by piece.
  ///
  /// - Parameter each: takes the pieces, which are valid only in there.
  /// - Throws: ``ReadError`` if they break off; what came before that was handed out.
  public static func read(
    _ path: String, each: (UnsafeRawBufferPointer) -> Void
  ) throws(ReadError) {
    do throws(StreamFailure) {
      let stream = try open(path)
      while true {
        let piece = try stream.next()
        guard !piece.isEmpty else { return }
        each(piece)
      }
    } catch {
      throw ReadError(name: path, reason: "cannot be read to its end: \(error.reason)")
    }
  }

  private static func open(_ path: String) throws(StreamFailure) -> ByteStream {
    // looking must not wait, nor take anything away
    guard case .file? = try? FileKind(of: path) else { throw .system(EINVAL) }
    let budget = UnpackingBudget(ArchiveLimits())
    let file = try FileStream(path: path, budget: budget)
    guard case .packed(.compression(let filter)) = InputContent(file.peek(InputContent.sample))
    else { return file }
    return try UnpackedStream.decompressing(filter, file, budget: budget)
  }
}
