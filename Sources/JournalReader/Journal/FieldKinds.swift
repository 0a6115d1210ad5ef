/// Which fields were seen lately, by where they lie in their file. What is asked for each field of each entry is
/// memory as such.
final class FieldKinds {
  /// Nil of a field that does not matter.
  typealias Kind = (offset: UInt64, field: JournalRecord.Field?)
  private let kinds: UnsafeMutablePointer<Kind>
  private static let width: UInt64 = 12

  init() {
    kinds = .allocate(capacity: 1 << Self.width)
    kinds.initialize(repeating: (0, nil), count: 1 << Self.width)
  }

  deinit { kinds.deallocate() }

  /// What is known of the field at an offset, or of another one.
  subscript(offset: UInt64) -> Kind {
    get { kinds[offset.scattered(over: Self.width)] }
    set { kinds[offset.scattered(over: Self.width)] = newValue }
  }
}
