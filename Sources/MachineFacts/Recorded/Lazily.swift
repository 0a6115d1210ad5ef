internal import Synchronization

/// A value that is made when it is first asked for: most boots have no kill, and nobody asks.
final class Lazily<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let make: @Sendable () -> Value

  init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  var made: Value {
    value.withLock { value in
      if let value { return value }
      let new = make()
      value = new
      return new
    }
  }
}
