import Glibc

/// What another stream hands out, fetched ahead by a thread: decompressing takes longer than all
/// else that is done with a log, and need not wait for it.
///
/// From the first byte that is taken until this is gone, nobody else may use the other stream.
final class ReadAheadStream: ByteStream {
  private let relay: Relay
  private var thread: pthread_t?

  init(_ source: ByteStream) { relay = Relay(source) }

  deinit {
    guard let thread else { return }
    relay.abandon()
    pthread_join(thread, nil)
  }

  override func read() throws(StreamFailure) -> UnsafeRawBufferPointer {
    if thread == nil {
      var started = pthread_t()
      let context = Unmanaged.passUnretained(relay).toOpaque()
      let result = pthread_create(
        &started, nil,
        { context in
          context.map { Unmanaged<Relay>.fromOpaque($0).takeUnretainedValue().run() }
          return nil
        }, context)
      guard result == 0 else { throw .system(result) }
      thread = started
    }
    return try relay.take()
  }
}

/// A few pieces of memory between a thread that fills them and one that looks at them.
private final class Relay {
  private struct Slot {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
    var count = 0
    /// What ended the stream behind these bytes.
    var failure: StreamFailure?
  }

  private let source: ByteStream
  private let slots = UnsafeMutableBufferPointer<Slot>.allocate(capacity: 4)
  /// How many slots are free, how many are full, and whether nobody takes any more.
  private let signals = UnsafeMutablePointer<(free: sem_t, full: sem_t, isOver: sem_t)>.allocate(
    capacity: 1)
  private var next = 0
  private var failure: StreamFailure?
  private var isAtEnd = false

  init(_ source: ByteStream) {
    self.source = source
    for index in slots.indices { slots.initializeElement(at: index, to: Slot()) }
    sem_init(&signals.pointee.free, 0, UInt32(slots.count))
    sem_init(&signals.pointee.full, 0, 0)
    sem_init(&signals.pointee.isOver, 0, 0)
  }

  deinit {
    for slot in slots { slot.memory.deallocate() }
    slots.deinitialize().deallocate()
    signals.deallocate()
  }

  // MARK: The thread's part

  func run() {
    var rest = UnsafeRawBufferPointer(start: nil, count: 0)
    for number in 0... {
      Self.wait(&signals.pointee.free)
      guard sem_trywait(&signals.pointee.isOver) != 0 else { return }
      let goesOn = fill(&slots[number % slots.count], from: &rest)
      sem_post(&signals.pointee.full)
      guard goesOn else { return }
    }
  }

  /// False at the end. A piece that is not full is no end: a pipe may be waiting for its writer.
  private func fill(_ slot: inout Slot, from rest: inout UnsafeRawBufferPointer) -> Bool {
    slot.count = 0
    do throws(StreamFailure) {
      if rest.isEmpty { rest = try source.next() }
    } catch {
      slot.failure = error
    }
    let part = UnsafeRawBufferPointer(rebasing: rest.prefix(slot.memory.count))
    slot.memory.copyMemory(from: part)
    slot.count = part.count
    rest = UnsafeRawBufferPointer(rebasing: rest[part.count...])
    return slot.count > 0 && slot.failure == nil
  }

  // MARK: The other one's

  /// The next piece, valid until the next call; empty at the end.
  func take() throws(StreamFailure) -> UnsafeRawBufferPointer {
    if isAtEnd {
      if let failure { throw failure }
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    if next > 0 { sem_post(&signals.pointee.free) }
    Self.wait(&signals.pointee.full)
    let slot = slots[next % slots.count]
    next += 1
    if slot.count == 0 {
      isAtEnd = true
      failure = slot.failure
      if let failure { throw failure }
    }
    return UnsafeRawBufferPointer(rebasing: slot.memory[..<slot.count])
  }

  func abandon() {
    sem_post(&signals.pointee.isOver)
    sem_post(&signals.pointee.free)
  }

  private static func wait(_ signal: UnsafeMutablePointer<sem_t>) {
    while sem_wait(signal) != 0, errno == EINTR {}
  }
}
