internal import LogModel
internal import Platform

/// An entry as it lies in the file.
final class IndexedEntry: WalkedEntry {
  private let index: JournalIndex
  private var object = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Where the field lies that was handed out last.
  private var place: UInt64 = 0
  private(set) var times = JournalHandle.Times(
    boot: BootID(high: 0, low: 0), monotonic: 0, realtime: 0)

  init(_ index: JournalIndex) {
    self.index = index
    if index.kinds.isEmpty { index.kinds = Array(repeating: (0, nil), count: 1 << 12) }
  }

  func move(to offset: UInt64) throws(JournalFailure) {
    HelperProcess.step()
    guard let object = index.objects.entry(at: offset), object.count >= 64 else { throw .doubt }
    self.object = object
    times = JournalHandle.Times(of: object)
  }

  private func number(_ place: Int) -> UInt64 { JournalIndex.number(place, of: object) }

  var seqnum: UInt64 { number(16) }

  /// The machine's id, and what it is called.
  func machine() throws(JournalFailure) -> (id: String?, hostname: String?) {
    var (id, hostname): (String?, String?)
    try each(where: { $0 == .machineID || $0 == .hostname }) { field, text in
      if field == .machineID {
        id = id ?? text.string
      } else {
        hostname = hostname ?? text.string
      }
      return true
    }
    return (id, hostname)
  }

  /// Its fields, one after the other, as far as they are wanted, until `body` says no.
  private func each(
    where isWanted: (JournalRecord.Field) -> Bool,
    _ body: (JournalRecord.Field, ByteSpan) -> Bool
  ) throws(JournalFailure) {
    let objects = index.objects
    for number in 0..<objects.items(of: object) {
      let offset = objects.item(number, of: object)
      let place = Int(truncatingIfNeeded: (offset &* 0x9e37_79b9_7f4a_7c15) >> 52)
      let known = index.kinds[place].offset == offset
      if known, index.kinds[place].field.map(isWanted) != true { continue }
      guard let data = objects.data(at: offset, isCommon: known) else { throw .doubt }
      guard let payload = objects.payload(.data, data) else { throw .packed }
      let text = ByteSpan(payload)
      // No name that matters is longer; a message may be, before its first `=`.
      let end = text[0..<32].firstIndex(of: "=") ?? 0
      if !known { index.kinds[place] = (offset, JournalRecord.Field(text[0..<end])) }
      guard let field = index.kinds[place].field, isWanted(field) else { continue }
      self.place = offset
      guard body(field, text[(end + 1)...]) else { return }
    }
  }

  /// Does the same by libsystemd where something is packed, which it unpacks.
  private func unpacking(
    _ body: () throws(JournalFailure) -> Void,
    else other: (JournalHandle) throws(JournalFailure) -> Void
  ) throws(JournalFailure) {
    do throws(JournalFailure) {
      try body()
    } catch {
      guard error == .packed else { throw error }
      let handle = try index.file.handle()
      func hex(_ place: Int) -> String { String(number(place), radix: 16) }
      let cursor =
        "s=\(index.objects.id(at: 72));i=\(hex(16));b=\(times.boot);m=\(hex(32));t=\(hex(24));"
        + "x=\(hex(56))"
      try handle.seek(cursor: cursor)
      guard try handle.next(), handle.isAt(cursor: cursor) else { throw .doubt }
      try other(handle)
    }
  }

  func withMessage(_ body: (ByteSpan) -> Void) throws(JournalFailure) {
    var isFound = false
    try unpacking { () throws(JournalFailure) in
      try each(where: { $0 == .message }) { _, text in
        body(text)
        isFound = true
        return false
      }
      guard isFound else { throw .noMessage }
    } else: { (handle) throws(JournalFailure) in
      try handle.withMessage(body)
    }
  }

  func bootField() throws(JournalFailure) -> BootID? {
    var boot: BootID?
    try unpacking { () throws(JournalFailure) in
      try each(where: { $0 == .bootID }) { _, text in
        boot = BootID(text.string)
        return false
      }
    } else: { (handle) throws(JournalFailure) in
      boot = try handle.bootField()
    }
    return boot
  }

  func meanings(by search: LogPhrases) throws(JournalFailure) -> LogPhrases.Meaning {
    for number in 0..<index.objects.items(of: object) {
      if let known = index.meaning(of: index.objects.item(number, of: object)) { return known }
    }
    var found: LogPhrases.Meaning = []
    place = 0
    try withMessage { found = search.meanings(in: $0) }
    if place > 0 { index.remember(found, of: place) }
    return found
  }

  func read(
    into record: inout JournalRecord, and others: [StaticString]
  ) throws(JournalFailure) {
    try unpacking { () throws(JournalFailure) in
      record.clear()
      guard others.isEmpty else { throw .packed }
      try each(where: { $0 != .machineID && $0 != .hostname }) { field, text in
        record.set(field, text)
        return true
      }
    } else: { (handle) throws(JournalFailure) in
      try handle.read(into: &record, and: others)
    }
  }

  func readTimes(into record: inout JournalRecord) throws(JournalFailure) {
    try read(into: &record, and: [])
  }

  func withIdentity(_ body: (UnsafeRawBufferPointer) -> Void) {
    // each entry that is handed on has one: in memory that need not be asked for
    withUnsafeTemporaryAllocation(byteCount: 4 * Self.mostOfPart, alignment: 1) { text in
      var end = 0
      func put(_ key: StaticString, _ place: Int) {
        text[end] = key.utf8Start.pointee
        text[end + 1] = UInt8(ascii: "=")
        end += 2
        let value = number(place)
        var shift = (63 &- (value | 1).leadingZeroBitCount) & ~3
        while shift >= 0 {
          let digit = UInt8(truncatingIfNeeded: value &>> UInt64(truncatingIfNeeded: shift)) & 15
          text[end] = digit < 10 ? digit &+ 0x30 : digit &+ 0x57
          end += 1
          shift &-= 4
        }
        text[end] = UInt8(ascii: ";")
        end += 1
      }
      put("i", 16)
      put("m", 32)
      put("t", 24)
      put("x", 56)
      body(UnsafeRawBufferPointer(rebasing: text[..<(end - 1)]))
    }
  }

  /// A letter, `=`, 16 digits and `;`.
  private static let mostOfPart = 19
}

extension JournalHandle.Times {
  /// Of an ENTRY object.
  init(of entry: UnsafeRawBufferPointer) {
    func number(_ place: Int) -> UInt64 { JournalIndex.number(place, of: entry) }
    self.init(
      boot: BootID(high: number(40).byteSwapped, low: number(48).byteSwapped),
      monotonic: Int64(clamping: number(32)), realtime: Int64(clamping: number(24)))
  }
}

extension JournalFailure {
  /// A field is compressed.
  fileprivate static let packed = JournalFailure(code: 0, detail: "is compressed")
}
