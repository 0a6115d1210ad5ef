import Glibc
internal import Synchronization

/// Reads on in a large file, on all processors, and looks through what it reads.
///
/// Nearly all blocks of nearly all logs hold nothing; whoever takes such a block need not look at each
/// of its bytes once more.
final class SearchAhead {
  /// A part of the file, in a piece of memory behind the room for what comes before.
  struct Block {
    var memory = ChunkMemory.piece()
    /// What it was searched for.
    var wanted: LogPhrases.Meaning = []
    fileprivate var isRead = false
    /// Whether nothing of that is in it, nor an ESC, and how many newlines are then.
    fileprivate(set) var isClean = false
    fileprivate(set) var newlines = 0
  }

  let tables: PhraseTables
  private let relay: BlockRelay
  private var threads: [pthread_t] = []
  private var next = 0

  /// Blocks for which it is worth it to start threads.
  private static let fewest = 16
  private static let mostThreads = 4

  /// Nil where there is one processor only, or not much more of the file.
  ///
  /// - Parameters:
  ///   - offset: where in it the first block begins.
  ///   - wanted: what is looked for at first.
  init?(
    _ file: FileStream, from offset: Int, by tables: PhraseTables, wanted: LogPhrases.Meaning
  ) {
    let threads = min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), Self.mostThreads)
    let count = ((file.size ?? 0) - offset) / ChunkMemory.size
    guard threads > 1, count >= Self.fewest, tables.longest < ChunkMemory.room else { return nil }
    self.tables = tables
    relay = BlockRelay(
      file, offset: offset, count: count, tables: tables, threads: threads, wanted: wanted)
    for _ in 0..<threads {
      var thread = pthread_t()
      let result = pthread_create(
        &thread, nil,
        { context in
          context.map { Unmanaged<BlockRelay>.fromOpaque($0).takeUnretainedValue().run() }
          return nil
        }, Unmanaged.passUnretained(relay).toOpaque())
      guard result == 0 else { break }
      self.threads.append(thread)
    }
    // deinit ends those that were started
    if self.threads.count < threads { return nil }
  }

  deinit {
    relay.abandon()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Hands out the next block to `body`, which may put other memory into it and say what the one
  /// after the next few is to be searched for; nil behind the last, or if one could not be read.
  func take<Result>(_ body: (inout Block) -> Result) -> Result? {
    guard next < relay.count else { return nil }
    defer { next += 1 }
    return relay.take(next, body)
  }
}

/// A few blocks between threads that fill them and one that takes them, in the order of the file.
private final class BlockRelay {
  private struct Slot {
    var block = SearchAhead.Block()
    var free = sem_t()
    var full = sem_t()
  }

  let count: Int
  private let file: FileStream
  private let offset: Int
  private let tables: PhraseTables
  private let slots: UnsafeMutableBufferPointer<Slot>
  private let threads: Int
  private let started = Atomic(0)
  private let isOver = Atomic(false)

  init(
    _ file: FileStream, offset: Int, count: Int, tables: PhraseTables, threads: Int,
    wanted: LogPhrases.Meaning
  ) {
    self.file = file
    self.offset = offset
    self.count = count
    self.tables = tables
    self.threads = threads
    slots = .allocate(capacity: 2 * threads)
    for index in slots.indices {
      slots.initializeElement(at: index, to: Slot())
      slots[index].block.wanted = wanted
      sem_init(&slots[index].free, 0, 1)
      sem_init(&slots[index].full, 0, 0)
    }
  }

  deinit {
    for slot in slots { slot.block.memory.deallocate() }
    slots.deinitialize().deallocate()
  }

  /// What each thread does: every so manieth block.
  func run() {
    let first = started.add(1, ordering: .relaxed).oldValue
    for number in stride(from: first, to: count, by: threads) {
      let slot = number % slots.count
      Self.wait(&slots[slot].free)
      guard !isOver.load(ordering: .acquiring) else { return }
      fill(&slots[slot].block, number)
      sem_post(&slots[slot].full)
    }
  }

  private func fill(_ block: inout SearchAhead.Block, _ number: Int) {
    // A phrase may begin in the block before.
    let begin = ChunkMemory.room - tables.longest
    let memory = UnsafeMutableRawBufferPointer(rebasing: block.memory[begin...])
    let text = UnsafeRawBufferPointer(memory)
    // Where compressed data begins the text ends: the stream itself tells.
    block.isRead =
      file.readAgain(at: offset + number * ChunkMemory.size - tables.longest, into: memory)
      && PackedStart.index(in: text) == nil
    guard block.isRead else { return }
    var newlines = 0
    let hit = tables.next(in: text, 0..<text.count, wanted: block.wanted, newlines: &newlines)
    block.isClean = hit == text.count
    block.newlines = newlines - text.prefix(tables.longest).count { $0 == .newline }
  }

  func take<Result>(_ number: Int, _ body: (inout SearchAhead.Block) -> Result) -> Result? {
    let slot = number % slots.count
    Self.wait(&slots[slot].full)
    guard slots[slot].block.isRead else { return nil }
    defer { sem_post(&slots[slot].free) }
    return body(&slots[slot].block)
  }

  func abandon() {
    isOver.store(true, ordering: .releasing)
    for index in slots.indices { sem_post(&slots[index].free) }
  }

  private static func wait(_ signal: UnsafeMutablePointer<sem_t>) {
    while sem_wait(signal) != 0, errno == EINTR {}
  }
}
