internal import LogModel

/// Puts records into boots, and keeps those that are wanted.
///
/// A record waits until it is so far behind that no trigger that may follow can be near.
struct RecordCollector {
  private struct Waiting {
    var entry: Entry
    var meaning: LogPhrases.Meaning
    /// What all entries up to here take in memory.
    var position: Int
    /// Its own time, or that of the record above.
    var near: Stamp
  }

  private let search: TextSearch
  private let speakers: WantedSpeakers
  private var boots: BootDrafts
  private var origins = Origins()
  /// The boots by their ids, as the log writes them.
  private var numbers: [[UInt8]: Int] = [:]
  private var currentID: [UInt8]?
  private var waiting: [Waiting] = []
  /// How many of those are decided about.
  private var decided = 0
  private var position = 0
  private var near = Stamp.none
  private(set) var records = 0
  /// See ``TextReader/tellingRecords``.
  private(set) var telling = 0
  /// Whether `pri` is facility × 8 + level: in util-linux 2.41 it is, in 2.38 the level alone.
  private var showsFacility = false

  /// What the records before and behind a trigger that are looked at may take in memory. Only those
  /// of wanted speakers are among them, without their other fields.
  private static let reach = 6 << 20

  init(_ search: TextSearch) {
    self.search = search
    speakers = WantedSpeakers(search.question)
    boots = BootDrafts(search, .oldestFirst)
  }

  mutating func take(_ fields: borrowing JournalRecord) {
    records += 1
    if fields.has(.text) { takeDmesg(fields) } else { takeJournal(fields) }
  }

  mutating func finish() -> (boots: [BootLog], gaps: [Coverage.Gap]) {
    decide(before: .max)
    return boots.finish()
  }

  // MARK: - From fields to entries

  private mutating func takeJournal(_ fields: borrowing JournalRecord) {
    enterBoot(of: fields)
    let stamp = fields.stamp.hasTime ? fields.stamp : .none
    let meaning = meaning(of: fields.range(.message), in: fields, stamp)
    guard !meaning.isEmpty || isInside(stamp) && isOfWantedSpeaker(fields) else {
      return boots.current.pass(stamp)
    }
    keep(
      fields.entry(
        stamp: stamp, number: UInt64(records), in: boots.source, counting: .records, &origins),
      meaning)
  }

  private func isOfWantedSpeaker(_ fields: borrowing JournalRecord) -> Bool {
    guard let name = fields.range(.identifier) ?? fields.range(.comm) else { return true }
    let isKernel = fields.isKernel && fields.equals(.identifier, "kernel")
    return isKernel
      || fields.bytes.withUnsafeBytes { speakers.contain(.program, ByteSpan($0)[name]) }
  }

  /// A record of `dmesg --json`: it has all that the line of dmesg has.
  private mutating func takeDmesg(_ fields: borrowing JournalRecord) {
    var stamp = Stamp.none
    var speaker = Speaker.kernel
    var messageStart = 0
    let priority = fields.integer(.priority)
    if let priority, priority >= 8 { showsFacility = true }
    let isKernels =
      fields.equals(.facility, "kern") || showsFacility && (priority.map { $0 < 8 } ?? false)
    let message = fields.range(.text) ?? 0..<0
    fields.bytes.withUnsafeBytes { bytes in
      let time = ByteSpan(bytes)[fields.range(.time) ?? 0..<0]
      var at = 0
      if let (time, _) = time.seconds(at: &at, limit: 10) { stamp = Stamp(monotonic: time) }
      let text = ByteSpan(bytes)[message]
      if !isKernels, let tag = Tag.withPID(text, at: 0) {
        speaker = Speaker(kind: .program, identifier: text[tag.name].string, pid: tag.pid)
        messageStart = text.skippingBlanks(from: tag.end)
      }
      speaker.caller = fields.range(.caller).map { ByteSpan(bytes)[$0].string }
    }
    let meaning = meaning(of: message, in: fields, stamp)
    var name = speaker.identifier
    let isSpeakers = name.withUTF8 { speakers.contain(speaker.kind, ByteSpan(.init($0))) }
    guard !meaning.isEmpty || isInside(stamp) && isSpeakers else {
      return boots.current.pass(stamp)
    }
    let origin = Origin(source: boots.source, count: .records, speaker: speaker, device: nil)
    keep(
      Entry(
        origin: origins.shared(origin), number: UInt64(records), stamp: stamp,
        line: Array(fields.bytes[message]), messageStart: messageStart),
      meaning)
  }

  /// What a message is wanted for by what it says.
  private mutating func meaning(
    of message: Range<Int>?, in fields: borrowing JournalRecord, _ stamp: Stamp
  ) -> LogPhrases.Meaning {
    let found = fields.bytes.withUnsafeBytes { bytes in
      let text = ByteSpan(bytes)[message ?? 0..<0]
      var found = search.phrases.meanings(in: text)
      if found.contains(.stem), CutMark.stands(in: text) { found.insert(.trigger) }
      found.formIntersection([.asked, .listing])
      if found.contains(.loss) { boots.losses.note(text, place: "record \(records)") }
      return found
    }
    if stamp.hasTime || !found.isEmpty { telling += 1 }
    return found.intersection(isInside(stamp) ? [.trigger, .mark, .listing] : [.mark, .listing])
  }

  private func isInside(_ stamp: Stamp) -> Bool { search.window.contains(stamp) ?? true }

  // MARK: - From entries to boots

  /// Finds the boot that the record belongs to, by its id.
  private mutating func enterBoot(of fields: borrowing JournalRecord) {
    let id = fields.bytes[fields.range(.bootID) ?? 0..<0]
    if currentID.map(id.elementsEqual) != true {
      // What comes later finds nothing before it.
      decide(before: .max)
      near = .none
      let known = Array(id)
      currentID = known
      if let number = numbers[known] {
        boots.enter(number)
      } else {
        numbers[known] = boots.begin(id: id.isEmpty ? nil : String(decoding: id, as: UTF8.self))
      }
    }
    if boots.current.machineID == nil, let machine = fields.range(.machineID) {
      boots.current.machineID = String(decoding: fields.bytes[machine], as: UTF8.self)
    }
    if let host = fields.range(.hostname) {
      fields.bytes.withUnsafeBytes { boots.current.note(host: ByteSpan($0)[host]) }
    }
  }

  private mutating func keep(_ entry: Entry, _ meaning: LogPhrases.Meaning) {
    boots.current.pass(entry.stamp)
    if entry.stamp.hasTime { near = entry.stamp }
    position += Entry.overhead + entry.line.count
    if meaning.contains(.trigger) { boots.current.triggers.add(position, at: near) }
    waiting.append(Waiting(entry: entry, meaning: meaning, position: position, near: near))
    decide(before: position - Self.reach)
  }

  /// Decides about what waits and stands before a position.
  private mutating func decide(before limit: Int) {
    while decided < waiting.count, waiting[decided].position < limit {
      let record = waiting[decided]
      decided += 1
      let isMark = record.meaning.contains(.mark) && boots.current.wantsMarks
      let meaning = isMark ? record.meaning : record.meaning.subtracting(.mark)
      guard
        isMark
          || boots.current.triggers.isNear(record.position, record.near, reach: Self.reach)
      else { continue }
      boots.keep(record.entry, Int(record.entry.number), meaning)
    }
    // Moving the rest to the front costs as much as what has gone.
    guard decided * 2 > waiting.count else { return }
    waiting.removeFirst(decided)
    decided = 0
  }
}
