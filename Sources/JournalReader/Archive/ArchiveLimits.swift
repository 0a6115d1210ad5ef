import Synchronization

/// How much is unpacked of one input, so that a small file made to do harm costs seconds and not a
/// disk or a day.
struct ArchiveLimits {
  /// Bytes that come out of all decompressors together. Nothing of it is stored, so that it only
  /// bounds the time: minutes. The journals of two hundred machines are a few tens of GiB.
  var unpacked = 64 << 30
  /// Bytes out for each byte in, once `freely` have come out. Text shrinks to a thirtieth; a
  /// journal with little in it, most of which are zeros, to a five-hundredth.
  var ratio = 1000
  /// What may come out whatever the ratio: it takes a second, and a few small and empty journals
  /// (8 MiB each) have a ratio of several thousands.
  var freely = 1 << 30
  /// Journals on disk, not counting their holes.
  var stored = 8 << 30
  /// Members of all archives of an input, and files below a directory. The largest sos reports
  /// have some 30,000.
  var members = 100_000
  /// Files beside the logs that are kept until a log asks for them: some dozens of each machine.
  var attachments = 10_000
  /// Directories in directories.
  var depth = 32
  /// How far archives are looked into: an archive, and those in it.
  var archives = 2
}

/// What one input may still cost, and has cost. Threads that unpack one out of the other share it.
final class UnpackingBudget: Sendable {
  let limits: ArchiveLimits
  private let watcher: (@Sendable (Int, Int?) -> Void)?
  private let spent = Mutex(Spent())

  private struct Spent {
    var input = 0
    var unpacked = 0
    var stored = 0
    var members = 0
    var excess: String?
  }

  /// - Parameter watcher: is told how many bytes of the file were read, and of how many, if known.
  init(
    _ limits: ArchiveLimits, watcher: (@Sendable (_ bytes: Int, _ size: Int?) -> Void)? = nil
  ) {
    self.limits = limits
    self.watcher = watcher
  }

  /// The limit that was reached, if one was.
  var excess: String? { spent.withLock(\.excess) }

  /// Takes note of bytes that are read of the file that the user named. What is read twice, as in
  /// a zip file, has not become more than its size.
  func note(input count: Int, of size: Int?) {
    let input = spent.withLock {
      $0.input = min($0.input + count, size ?? .max)
      return $0.input
    }
    watcher?(input, size)
  }

  /// Takes note of bytes that a decompressor has handed out.
  func charge(unpacked count: Int) throws(StreamFailure) {
    let (input, unpacked) = spent.withLock {
      $0.unpacked += count
      return ($0.input, $0.unpacked)
    }
    guard unpacked <= limits.unpacked else {
      throw exceeded("more than \(Self.size(limits.unpacked)) came out of it")
    }
    guard unpacked <= limits.freely || unpacked / limits.ratio <= input else {
      throw exceeded(
        "it swells to more than \(limits.ratio) times its size, as an archive does that is made to "
          + "do harm")
    }
  }

  /// Takes note of bytes that are written to a disk.
  func charge(stored count: Int) throws(StreamFailure) {
    guard spend(count, \.stored) <= limits.stored else {
      throw exceeded("its journals take more than \(Self.size(limits.stored)) of disk")
    }
  }

  func chargeMember() throws(StreamFailure) {
    guard spend(1, \.members) <= limits.members else {
      throw exceeded("it has more than \(limits.members) members")
    }
  }

  private func spend(_ count: Int, _ what: WritableKeyPath<Spent, Int>) -> Int {
    spent.withLock {
      $0[keyPath: what] += count
      return $0[keyPath: what]
    }
  }

  private func exceeded(_ reason: String) -> StreamFailure {
    spent.withLock { $0.excess = reason }
    return .limit(reason)
  }

  private static func size(_ bytes: Int) -> String {
    bytes >= 1 << 30 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB"
  }
}
