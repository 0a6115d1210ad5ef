internal import CSignals
internal import Glibc

/// The beginning of what stands in a pipe.
public enum PipeHead {
  /// So long is waited for more where the first piece of a text is short.
  private static let patience: UInt32 = 10_000
  private static let mostWaits = 20

  /// The next bytes, which stay in the pipe for who reads it; none of what is no pipe. Waits for the
  /// first of them, and a moment for more as long as there are fewer than are needed to tell.
  ///
  /// - Parameter needsMore: whether what came so far does not tell enough.
  public static func bytes(
    of descriptor: Int32, limit: Int = 4096, needsMore: ([UInt8]) -> Bool
  ) -> [UInt8] {
    var head = next(descriptor, limit)
    for _ in 0..<mostWaits where !head.isEmpty && head.count < limit && needsMore(head) {
      usleep(patience)
      let more = next(descriptor, limit)
      if more.count == head.count { continue }
      head = more
    }
    return head
  }

  private static func next(_ descriptor: Int32, _ limit: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = pd_pipe_head(descriptor, buffer.baseAddress, limit)
    }
  }
}
