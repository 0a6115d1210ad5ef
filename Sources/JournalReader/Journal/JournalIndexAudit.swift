/// Whether a journal file's index has all that was filed in it, by the counts that its objects keep.
///
/// libsystemd takes an index at its word: where an array of entries ends early, a list of values lost
/// its rest or a bucket is zero, it finds fewer entries and reports no error. But each value keeps the
/// number of its entries, and the header those of all fields and entries (journal_file_link_data(),
/// journal_file_append_field() in journal-file.c), so that what is missing shows.
struct JournalIndexAudit {
  private let objects: JournalObjects
  private var size: Int { objects.size }

  /// Offsets in the header.
  private enum Header {
    static let flags = 12
    static let id = 24
    static let dataTable = 104
    static let fieldTable = 120
    static let entries = 152
    static let entryArray = 176
    static let fields = 216
  }

  init(_ objects: JournalObjects) { self.objects = objects }

  /// The entries that have a value, in their order.
  struct Entries {
    fileprivate(set) var count = 0
    fileprivate var first: UInt64 = 0
    /// The arrays of the others, and the number of the first entry in each.
    fileprivate var arrays: [(start: Int, array: Range<Int>)] = []

    func offset(_ number: Int, in objects: JournalObjects) -> UInt64 {
      guard number > 0 else { return first }
      var place = arrays.count - 1
      while arrays[place].start > number { place -= 1 }
      return objects.slot(number - arrays[place].start, of: arrays[place].array)
    }
  }

  /// The entries that a DATA object leads to; nil if the index cannot be believed.
  ///
  /// - Parameter isComplete: whether they have to be all there, in their order; else only the first and
  ///   the last are.
  func entries(of data: Range<Int>, isComplete: Bool) -> Entries? {
    guard let count = hasEntries(data, isComplete: isComplete).flatMap({ Int(exactly: $0) }) else {
      return nil
    }
    guard count > 0, let first = objects.number(at: data.lowerBound + 40) else { return Entries() }
    var entries = Entries(count: count, first: first)
    var place = data.lowerBound + 48
    var start = 1
    while start < count, let array = objects.object(.entryArray, namedAt: place) {
      guard start > 1 || objects.slot(0, of: array) > first else { return nil }
      entries.arrays.append((start, array))
      start += objects.slots(of: array)
      place = array.lowerBound + 16
    }
    return entries
  }

  /// Which of some `FIELD=value`s have entries; nil if the index cannot be believed.
  ///
  /// - Parameters:
  ///   - wanted: of each, all entries have to be in its arrays.
  ///   - times: whether entries will be looked for by their time, for which the boots' arrays are
  ///     needed as well.
  func valuesWithEntries(
    _ wanted: [(field: StaticString, values: [String])], times: Bool = false
  ) -> [(field: StaticString, value: String)]? {
    guard let fields = fields(), countsAgree(fields, times: times) else { return nil }
    var found: [(StaticString, String)] = []
    for (field, values) in wanted {
      guard let object = fields["\(field)"] else { continue }
      let isWhole = find(values, of: field, at: object) { value, data in
        guard let count = hasEntries(data, isComplete: true) else { return false }
        if count > 0 { found.append((field, value)) }
        return true
      }
      guard isWhole else { return nil }
    }
    return found
  }

  /// Whether there is room for as many entries as the header says, and the boots have as many.
  ///
  /// - Parameter times: see ``valuesWithEntries(_:times:)``.
  func countsAgree(_ fields: [String: Range<Int>], times: Bool = false) -> Bool {
    guard let entries = objects.number(at: Header.entries),
      has(entries, arraysFrom: Header.entryArray, isComplete: false)
    else { return false }
    // each entry is of one boot
    guard let boots = fields["_BOOT_ID"] else { return entries == 0 }
    var sum: UInt64 = 0
    let isWhole = forEachValue(of: boots, named: "_BOOT_ID") { data, _ in
      guard let count = hasEntries(data, isComplete: times) else { return false }
      sum &+= count
      return true
    }
    return isWhole && sum == entries
  }

  /// Whether the hash of a `FIELD=value` leads to something; nil where that cannot be told: files of
  /// systemd before 246 have another hash.
  func isFiled(_ value: [UInt8]) -> Bool? {
    let keyed: UInt64 = 1 << 2
    guard let flags = objects.number(at: Header.flags), flags & keyed != 0,
      let low = objects.number(at: Header.id), let high = objects.number(at: Header.id + 8),
      let table = table(at: Header.dataTable), table.count >= 16
    else { return nil }
    let hash = SipHash.hash(value, low, high)
    var place = table.lowerBound + Int(truncatingIfNeeded: hash % UInt64(table.count / 16)) * 16
    var left = size / 64
    while objects.number(at: place) != 0 {
      guard left > 0, let data = objects.object(.data, namedAt: place) else { return nil }
      if objects.number(at: data.lowerBound + 16) == hash { return true }
      left -= 1
      place = data.lowerBound + 24
    }
    return false
  }

  /// Where a hash table lies whose offset, and behind it its size, stands in the header.
  private func table(at place: Int) -> Range<Int>? {
    guard let start = objects.number(at: place).flatMap({ Int(exactly: $0) }),
      let length = objects.number(at: place + 8).flatMap({ Int(exactly: $0) }),
      start <= size, length <= size - start
    else { return nil }
    return start..<start + length
  }

  /// The FIELD objects by their names; nil if one of the file's fields cannot be found.
  func fields() -> [String: Range<Int>]? {
    guard let count = objects.number(at: Header.fields), let table = table(at: Header.fieldTable)
    else { return nil }
    var found: [String: Range<Int>] = [:]
    var seen: UInt64 = 0
    for bucket in stride(from: table.lowerBound, to: table.upperBound, by: 16) {
      var place = bucket
      while objects.number(at: place) != 0 {
        guard seen <= count, let field = objects.object(.field, namedAt: place) else { return nil }
        seen += 1
        if let name = objects.payload(.field, field) {
          found[String(decoding: name, as: UTF8.self)] = field
        }
        place = field.lowerBound + 24
      }
    }
    return seen == count ? found : nil
  }

  /// Calls `body` with those of some values of a field that its list has, and their DATA objects, as long
  /// as it says so.
  /// - Returns: Whether it came to the end of the list.
  func find(
    _ values: [String], of field: StaticString, at object: Range<Int>,
    _ body: (String, Range<Int>) -> Bool
  ) -> Bool {
    // there may be thousands in the list
    let wanted = values.map { Array($0.utf8) }
    return forEachValue(of: object, named: field) { data, value in
      guard let place = wanted.firstIndex(where: { ByteSpan(value).equals($0) }) else {
        return true
      }
      return body(values[place], data)
    }
  }

  /// Calls `body` with the DATA objects of a field and their values, as long as it says so.
  /// - Returns: Whether it came to the end of the list.
  func forEachValue(
    of field: Range<Int>, named name: StaticString,
    _ body: (Range<Int>, UnsafeRawBufferPointer.SubSequence) -> Bool
  ) -> Bool {
    let prefix = name.utf8CodeUnitCount + 1
    var place = field.lowerBound + 32
    var left = size / 64
    while objects.number(at: place) != 0 {
      guard left > 0, let data = objects.object(.data, namedAt: place) else { return false }
      left -= 1
      if let payload = objects.payload(.data, data) {
        guard payload.count >= prefix,
          name.isEqual(to: UnsafeRawBufferPointer(rebasing: payload[..<(prefix - 1)])),
          body(data, payload[prefix...])
        else { return false }
      }
      place = data.lowerBound + 32
    }
    return true
  }

  /// How many entries a DATA object has; nil if they are not all in its arrays. The first stands in the
  /// object itself.
  private func hasEntries(_ data: Range<Int>, isComplete: Bool) -> UInt64? {
    guard let count = objects.number(at: data.lowerBound + 56) else { return nil }
    guard count > 0 else { return 0 }
    guard objects.object(.entry, namedAt: data.lowerBound + 40) != nil,
      has(count - 1, arraysFrom: data.lowerBound + 48, isComplete: isComplete)
    else { return nil }
    return count
  }

  /// Whether the chain of arrays that begins at a place has room for so many entries, and if `isComplete`
  /// has them, in their order.
  private func has(_ count: UInt64, arraysFrom place: Int, isComplete: Bool) -> Bool {
    var place = place
    var left = count
    var last: UInt64 = 0
    while left > 0 {
      guard let array = objects.object(.entryArray, namedAt: place), array.count > 24 else {
        return false
      }
      let slots = Int(min(UInt64(objects.slots(of: array)), left))
      guard slots > 0 else { return false }
      if isComplete {
        guard let end = objects.last(of: slots, in: array, behind: last) else { return false }
        last = end
      } else {
        let end = objects.slot(slots - 1, of: array)
        guard end > last, end < UInt64(size) else { return false }
        last = end
      }
      left -= UInt64(slots)
      // behind the last stands nothing, or the count is an old one
      if left == 0, slots < objects.slots(of: array), objects.slot(slots, of: array) != 0 {
        return false
      }
      place = array.lowerBound + 16
    }
    return objects.number(at: place) == 0
  }
}

extension StaticString {
  fileprivate func isEqual(to bytes: UnsafeRawBufferPointer) -> Bool {
    withUTF8Buffer { $0.elementsEqual(bytes) }
  }
}
