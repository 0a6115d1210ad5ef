/// Which entries of a journal a walk is about: those that have one of some fields' values, of some
/// boots.
///
/// libsystemd finds them by the index. Where that is damaged it finds none, not even those before
/// the damage, and gives the file up; then they are picked out of all entries.
struct JournalMatch: Sendable {
  /// One of these.
  let fields: [(name: StaticString, values: [String])]
  /// And of one of these boots, where they are named.
  var boots: [BootID] = []

  /// Fields without a value to look for are left out.
  init(any fields: [(name: StaticString, values: [String])]) {
    self.fields = fields.filter { !$0.values.isEmpty }
  }

  func apply(to handle: JournalHandle) throws(JournalFailure) {
    for (number, field) in fields.enumerated() {
      if number > 0 { try handle.or() }
      for value in field.values { try handle.match("\(field.name)", value) }
    }
    guard !boots.isEmpty else { return }
    try handle.and()
    for boot in boots { try handle.match("_BOOT_ID", boot.description) }
  }

  /// Whether the entry that a handle stands on is one of them.
  func accepts(
    _ handle: JournalHandle, _ times: JournalHandle.Times
  ) throws(JournalFailure) -> Bool {
    guard boots.isEmpty || boots.contains(times.boot) else { return false }
    // The entry at the damage may have lost some of its fields.
    guard try handle.withValue("MESSAGE", { _ in true }) == true else { return false }
    for field in fields {
      let isWanted = try handle.withValue(field.name) { bytes in
        field.values.contains { $0.utf8.elementsEqual(bytes) }
      }
      if isWanted == true { return true }
    }
    return false
  }
}
