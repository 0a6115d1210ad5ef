internal import LogModel

/// Steps through a journal file by its index, as it lies in the file.
///
/// libsystemd looks for the next entry of each value at each step, and at all fields in front of the one
/// that is asked for. Here a value's entries are a list, and what a field is has to be looked up once.
/// An index is believed as far as its own counts prove it (``JournalIndexAudit``); whatever is not as it
/// should be ends a walk by ``JournalFailure/doubt``.
final class JournalIndex {
  let objects: JournalObjects
  unowned let file: JournalFile
  private lazy var fields = JournalIndexAudit(objects).fields()
  private struct Value: Hashable {
    var field: String
    var value: String
  }
  /// The DATA objects of the values that were looked for; nil of one that is in no list.
  private var known: [Value: Range<Int>?] = [:]
  /// Those of the boots, by their ids.
  private var boots: [String: Range<Int>]?
  /// Those of which all entries were found to be there.
  private var lists: [Int: JournalIndexAudit.Entries] = [:]
  /// What was proven not to be there.
  private var absent: Set<Value> = []
  /// What is known of the fields that were seen lately.
  private var kinds: FieldKinds?
  /// What stands in messages that were looked through.
  var meanings = MessageMeanings()

  init(_ objects: JournalObjects, of file: JournalFile) {
    self.objects = objects
    self.file = file
  }

  /// Keeps only where entries are: there may be hundreds of files.
  func release() {
    kinds = nil
    // what comes next is another boot's, if there is one
    if boots?.count ?? 0 < 2 { meanings = MessageMeanings() }
    objects.release()
  }

  func knownKinds() -> FieldKinds {
    let known = kinds ?? FieldKinds()
    kinds = known
    return known
  }

  // MARK: Where entries are

  /// Whether by its own counts it leads to all entries that have one of some values.
  func isWhole(for wanted: [(field: StaticString, values: [String])]) -> Bool {
    let isWhole = leads(toAll: wanted)
    // nobody walks by it then
    if !isWhole { objects.release() }
    return isWhole
  }

  private func leads(toAll wanted: [(field: StaticString, values: [String])]) -> Bool {
    guard let fields, JournalIndexAudit(objects).countsAgree(fields) else { return false }
    do throws(JournalFailure) {
      for (field, values) in wanted {
        for case let data? in try data(of: field, values) { _ = try entries(of: data) }
      }
      return true
    } catch {
      return false
    }
  }

  /// The DATA objects of some values of a field; nil of one that is in no list.
  private func data(
    of field: StaticString, _ values: [String]
  ) throws(JournalFailure) -> [Range<Int>?] {
    let name = "\(field)"
    let new = values.filter { known[Value(field: name, value: $0)] == nil }
    if !new.isEmpty {
      guard let fields else { throw .doubt }
      for value in new { known[Value(field: name, value: value)] = .some(nil) }
      if let object = fields[name] {
        let isWhole = JournalIndexAudit(objects).find(new, of: field, at: object) { value, data in
          known[Value(field: name, value: value)] = data
          return true
        }
        guard isWhole else { throw .doubt }
      }
    }
    return values.map { known[Value(field: name, value: $0)] ?? nil }
  }

  /// The entries that a DATA object leads to, if all are there; nil if there is none.
  private func entries(of data: Range<Int>) throws(JournalFailure) -> JournalIndexAudit.Entries? {
    if let known = lists[data.lowerBound] { return known.count > 0 ? known : nil }
    guard let found = JournalIndexAudit(objects).entries(of: data, isComplete: true) else {
      throw .doubt
    }
    lists[data.lowerBound] = found
    return found.count > 0 ? found : nil
  }

  /// The entries of a boot, of which only the first and the last need be there: there may be millions.
  private func firstAndLast(of boot: Range<Int>) throws(JournalFailure) -> JournalIndexAudit
    .Entries?
  {
    if let known = lists[boot.lowerBound] { return known.count > 0 ? known : nil }
    guard let found = JournalIndexAudit(objects).entries(of: boot, isComplete: false) else {
      throw .doubt
    }
    return found.count > 0 ? found : nil
  }

  private func dataOfBoots() throws(JournalFailure) -> [String: Range<Int>] {
    if let boots { return boots }
    guard let fields else { throw .doubt }
    var found: [String: Range<Int>] = [:]
    if let object = fields["_BOOT_ID"] {
      let isWhole = JournalIndexAudit(objects).forEachValue(of: object, named: "_BOOT_ID") {
        data, value in
        found[String(decoding: value, as: UTF8.self)] = data
        return true
      }
      guard isWhole else { throw .doubt }
    }
    boots = found
    return found
  }

  /// Makes sure that a value that is in no list is not found by its hash either.
  private func prove(
    absence values: [(field: StaticString, value: String)]
  ) throws(JournalFailure) {
    var unknown: [(field: StaticString, value: String)] = []
    for (field, value) in values
    where absent.insert(Value(field: "\(field)", value: value)).inserted {
      switch JournalIndexAudit(objects).isFiled(Array("\(field)=\(value)".utf8)) {
      case true?: throw .doubt
      case false?: break
      case nil: unknown.append((field, value))
      }
    }
    guard unknown.isEmpty || !file.findsAny(unknown) else { throw .doubt }
  }

  /// The number of the first of some entries for which something holds that holds for all behind it.
  private func first(
    of entries: JournalIndexAudit.Entries, where holds: (UInt64) throws(JournalFailure) -> Bool
  ) throws(JournalFailure) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if try holds(entries.offset(middle, in: objects)) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// What part of the file has entries of some boots; nil if none has.
  private func range(of boots: [BootID]) throws(JournalFailure) -> ClosedRange<UInt64>? {
    if boots.isEmpty { return 0...UInt64.max }
    var ends: [UInt64] = []
    let known = try dataOfBoots()
    for boot in boots {
      guard let data = known[boot.description], let own = try firstAndLast(of: data) else {
        continue
      }
      ends += [own.offset(0, in: objects), own.offset(own.count - 1, in: objects)]
    }
    guard let first = ends.min(), let last = ends.max() else { return nil }
    return first...last
  }

  /// Where the first entry of a boot is that was written at a time or later; nil if there is none.
  private func place(
    of start: (boot: BootID, monotonic: Int64)
  ) throws(JournalFailure) -> UInt64? {
    guard let data = try dataOfBoots()[start.boot.description],
      let own = try entries(of: data)
    else { return nil }
    let place = try first(of: own) { (offset) throws(JournalFailure) in
      guard let entry = objects.elsewhere(.entry, at: offset), entry.count >= 64 else {
        throw .doubt
      }
      return Self.number(32, of: entry) >= UInt64(clamping: start.monotonic)
    }
    return place < own.count ? own.offset(place, in: objects) : nil
  }

  static func number(_ place: Int, of entry: UnsafeRawBufferPointer) -> UInt64 {
    entry.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian
  }

  /// What the file has of each boot.
  func parts() throws(JournalFailure) -> [JournalFile.Part] {
    var parts: [JournalFile.Part] = []
    let entry = IndexedEntry(self)
    for (boot, data) in try dataOfBoots() {
      guard let own = try firstAndLast(of: data) else { continue }
      try entry.move(to: own.offset(0, in: objects))
      var part = JournalFile.Part(
        first: entry.times, last: entry.times, counter: Array(objects.id(at: 72).description.utf8),
        firstNumber: entry.seqnum)
      // the first entries' hostname may still be the initrd's
      try entry.move(to: own.offset(own.count - 1, in: objects))
      part.last = entry.times
      (part.machineID, part.hostname) = try entry.machine()
      // an entry carries its boot's id twice
      guard BootID(boot) == part.first.boot, part.first.boot == part.last.boot else { throw .doubt }
      parts.append(part)
    }
    return parts
  }

  // MARK: Walking

  /// Visits what a match selects until `visit` says no; see ``JournalFile/walk(_:from:visit:)``.
  func walk(
    _ match: JournalFile.Match, from start: (boot: BootID, monotonic: Int64)?,
    visit: (any WalkedEntry, JournalHandle.Times) throws(JournalFailure) -> Bool
  ) throws(JournalFailure) {
    guard var range = try range(of: match.boots) else { return }
    if let start {
      guard let place = try place(of: start), place <= range.upperBound else { return }
      range = max(place, range.lowerBound)...range.upperBound
    }
    var ways: [(entries: JournalIndexAudit.Entries, at: Int, offset: UInt64)] = []
    var missing: [(field: StaticString, value: String)] = []
    for field in match.fields {
      for (value, data) in zip(field.values, try data(of: field.field, field.values)) {
        guard let data, let found = try entries(of: data) else {
          missing.append((field.field, value))
          continue
        }
        let at = try first(of: found) { (offset) throws(JournalFailure) in
          offset >= range.lowerBound
        }
        if at < found.count { ways.append((found, at, found.offset(at, in: objects))) }
      }
    }
    try prove(absence: missing)
    let entry = IndexedEntry(self)
    let file = file
    while let next = ways.lazy.map(\.offset).min(), next <= range.upperBound {
      for way in ways.indices.reversed() where ways[way].offset == next {
        ways[way].at += 1
        if ways[way].at < ways[way].entries.count {
          ways[way].offset = ways[way].entries.offset(ways[way].at, in: objects)
        } else {
          ways.remove(at: way)
        }
      }
      try entry.move(to: next)
      let times = try file.assigned(entry.times, of: entry, among: match.boots)
      guard match.boots.isEmpty || match.boots.contains(times.boot) else { continue }
      guard try visit(entry, times) else { return }
    }
  }
}

extension JournalFailure {
  /// An index does not lead to what it should: libsystemd is to be asked.
  static let doubt = JournalFailure(code: 0, detail: "has an index that may not be whole")
}
