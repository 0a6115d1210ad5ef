internal import LogModel
internal import Platform

/// An entry as it lies in the file.
final class IndexedEntry: WalkedEntry {
  private let index: JournalIndex
  private let kinds: FieldKinds
  private var object = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Where its text lies, once that was handed out.
  private var message: UInt64?
  private(set) var times = JournalHandle.Times(
    boot: BootID(high: 0, low: 0), monotonic: 0, realtime: 0)

  init(_ index: JournalIndex) {
    self.index = index
    kinds = index.knownKinds()
  }

  func move(to offset: UInt64) throws(JournalFailure) {
    HelperProcess.step()
    guard let object = index.objects.entry(at: offset), object.count >= 64 else { throw .doubt }
    self.object = object
    message = nil
    times = JournalHandle.Times(of: object)
  }

  private func number(_ place: Int) -> UInt64 { JournalIndex.number(place, of: object) }

  var seqnum: UInt64 { number(16) }

  /// The machine's id, and what it is called.
  func machine() throws(JournalFailure) -> (id: String?, hostname: String?) {
    var (id, hostname): (String?, String?)
    try each(where: { $0 == .machineID || $0 == .hostname }) { field, line, start in
      if field == .machineID {
        id = id ?? line[start...].string
      } else {
        hostname = hostname ?? line[start...].string
      }
      return true
    }
    return (id, hostname)
  }

  /// Its fields, one after the other, as far as they are wanted, until `body` says no: which, and `FIELD=value`
  /// with the place of the value.
  private func each(
    where isWanted: (JournalRecord.Field) -> Bool,
    _ body: (JournalRecord.Field, ByteSpan, Int) -> Bool
  ) throws(JournalFailure) {
    let objects = index.objects
    for number in 0..<objects.items(of: object) {
      let offset = objects.item(number, of: object)
      var kind = kinds[offset]
      let isKnown = kind.offset == offset
      if isKnown, kind.field.map(isWanted) != true { continue }
      guard let data = objects.data(at: offset, isCommon: isKnown) else { throw .doubt }
      guard let payload = objects.payload(.data, data) else { throw .packed }
      let text = ByteSpan(payload)
      // No name that matters is longer; a message may be, before its first `=`.
      let end = text[0..<32].firstIndex(of: "=") ?? 0
      if !isKnown {
        kind = (offset, JournalRecord.Field(text[0..<end]))
        kinds[offset] = kind
      }
      guard let field = kind.field, isWanted(field) else { continue }
      if field == .message { message = message ?? offset }
      guard body(field, text, end + 1) else { return }
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
      try each(where: { $0 == .message }) { _, line, start in
        body(line[start...])
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
      try each(where: { $0 == .bootID }) { _, line, start in
        boot = BootID(line[start...].string)
        return false
      }
    } else: { (handle) throws(JournalFailure) in
      boot = try handle.bootField()
    }
    return boot
  }

  func meanings(by search: LogPhrases) throws(JournalFailure) -> LogPhrases.Meaning {
    if let known = knownMeanings { return known }
    var found: LogPhrases.Meaning = []
    try withMessage { found = search.meanings(in: $0) }
    if let message { index.meanings.remember(found, of: message) }
    return found
  }

  private var knownMeanings: LogPhrases.Meaning? {
    let meanings = index.meanings
    if let message { return meanings[message] }
    let objects = index.objects
    return (0..<objects.items(of: object)).lazy
      .compactMap { meanings[objects.item($0, of: self.object)] }.first
  }

  func read(
    into record: inout JournalRecord, and others: [StaticString]
  ) throws(JournalFailure) {
    try unpacking { () throws(JournalFailure) in
      record.clear()
      guard others.isEmpty else { throw .packed }
      try each(where: \.isCarried) { field, line, start in
        record.set(field, line: line, from: start)
        return true
      }
    } else: { (handle) throws(JournalFailure) in
      try handle.read(into: &record, and: others)
    }
  }

  func readTimes(into record: inout JournalRecord) throws(JournalFailure) {
    try read(into: &record, and: [])
  }

  func cursor() -> JournalCursor {
    JournalCursor(
      number: seqnum,
      JournalCursor.Identity(monotonic: number(32), realtime: number(24), hash: number(56)))
  }
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
