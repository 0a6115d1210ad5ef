internal import Platform

/// Work that may wait for a device, or for journald, and therefore is done by a helper process.
/// Whether that comes back or not, the watcher goes on: after the deadline it makes do with what has
/// come until then.
final class HelperTask {
  /// What is to be done with the bytes that came; false if the task was given up.
  typealias Completion = (_ bytes: [UInt8], _ isWhole: Bool) -> Void

  /// µs of CLOCK_MONOTONIC.
  let deadline: Int64
  private let process: HelperProcess
  private let completion: Completion
  private let progress: ((_ bytes: [UInt8]) -> Void)?
  private var bytes: [UInt8] = []

  /// More than this is not taken.
  private static let most = 512 << 10

  /// Starts it; nil if there can be no process for it now.
  ///
  /// - Parameters:
  ///   - seconds: how long it may take.
  ///   - work: done in the helper; what it writes is handed to `completion` in this process.
  init?(
    within seconds: Int64, _ work: (_ write: ([UInt8]) -> Void) -> Void,
    progress: ((_ bytes: [UInt8]) -> Void)? = nil, completion: @escaping Completion
  ) {
    // It must not keep the watcher's sockets open, should it stay behind.
    guard let process = HelperProcess(isIsolated: true, { channel in work { channel.write($0) } })
    else { return nil }
    self.process = process
    self.completion = completion
    self.progress = progress
    deadline = Clock.monotonic() + seconds * 1_000_000
  }

  /// To be polled for input.
  var descriptor: Int32 { process.descriptor }

  /// Takes what has come.
  /// - Returns: whether the task is over.
  func receive() -> Bool {
    let before = bytes.count
    var isOver = true
    while let piece = process.receive() {
      if piece.isEmpty {
        isOver = false
        break
      }
      bytes += piece.prefix(Self.most - bytes.count)
    }
    if bytes.count > before { progress?(bytes) }
    return isOver
  }

  /// Ends it, done or not, and hands over what came.
  func finish(isWhole: Bool) {
    process.leave()
    completion(bytes, isWhole)
  }
}
