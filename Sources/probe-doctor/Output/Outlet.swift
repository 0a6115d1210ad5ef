import Glibc

/// A report on its way out. It is passed on piece by piece: that of ten thousand kills is larger
/// than all else that is in memory.
final class Outlet {
  /// What was written and not passed on.
  private(set) var bytes: [UInt8] = []
  private let descriptor: Int32?
  /// errno of what went wrong, or 0; behind that nothing is passed on any more.
  private(set) var failure: Int32 = 0

  private static let piece = 64 << 10

  /// Without a descriptor all is kept in ``bytes``.
  init(to descriptor: Int32? = nil) { self.descriptor = descriptor }

  func write(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    if bytes.count >= Self.piece { flush() }
  }

  func write(_ data: some Sequence<UInt8>) {
    bytes.append(contentsOf: data)
    if bytes.count >= Self.piece { flush() }
  }

  /// Passes on what has come together.
  func flush() {
    guard let descriptor else { return }
    if failure == 0 { failure = StandardOutput.put(bytes, descriptor) }
    bytes.removeAll(keepingCapacity: true)
  }
}
