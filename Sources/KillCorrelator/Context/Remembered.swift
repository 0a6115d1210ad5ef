internal import Synchronization

/// What was found out about things, so that a storm of kills looks each of them up once.
package final class Remembered<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let known = Mutex<[Key: Value]>([:])
  /// A boot may have any number of devices: then all are forgotten, and looked up again.
  private static var most: Int { 4096 }

  package init() {}

  package func value(of key: Key, _ make: () -> Value) -> Value {
    if let found = known.withLock({ $0[key] }) { return found }
    let made = make()
    known.withLock { known in
      if known.count == Self.most { known.removeAll(keepingCapacity: true) }
      known[key] = made
    }
    return made
  }
}
