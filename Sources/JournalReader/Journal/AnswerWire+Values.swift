extension AnswerWriter {
  mutating func put(_ coverage: Coverage) {
    put(coverage.sources) { writer, source in
      writer.put(source.name)
      writer.put(source.entries)
      writer.put(source.boots)
      writer.put(source.skipped)
    }
    put(coverage.gaps) { writer, gap in
      writer.put(gap.kind)
      writer.put(gap.count) { $0.put($1) }
      writer.put(gap.detail)
    }
  }

  mutating func put(_ error: ReadError) {
    put(error.name)
    put(error.reason)
    put(error.cure)
  }

  mutating func put(_ boot: BootLog) {
    put(boot.id)
    put(boot.machineID)
    put(boot.hostname)
    put(boot.first) { $0.put($1) }
    put(boot.last) { $0.put($1) }
    put(boot.sources) { $0.put($1) }
    put(boot.isLast ? 1 : 0)
    put(boot.notices) { writer, notice in
      writer.put(notice.stamp)
      writer.put(notice.fields.sorted { $0.key < $1.key }) { writer, field in
        writer.put(field.key)
        writer.put(field.value)
      }
    }
    put(boot.entries) { writer, entry in
      writer.put(entry.place.source)
      writer.put(entry.place.position)
      writer.put(entry.stamp)
      writer.put(entry.speaker)
      writer.put(entry.line)
      writer.put(entry.messageStart)
      writer.put(entry.device)
    }
  }

  private mutating func put(_ position: Place.Position) {
    switch position {
    case .line(let number): put(0, number)
    case .record(let number): put(1, number)
    case .seqnum(let number): put(2, Int(bitPattern: UInt(number)))
    }
  }

  private mutating func put(_ word: Int, _ number: Int) {
    put(word)
    put(number)
  }

  private mutating func put(_ speaker: Speaker) {
    put(Speaker.Kind.all.firstIndex(of: speaker.kind) ?? 0)
    put(speaker.identifier)
    put(speaker.pid) { $0.put($1) }
    put(speaker.caller)
  }

  private mutating func put(_ stamp: Stamp) {
    put(stamp.monotonic) { $0.put($1) }
    put(stamp.realtime) { $0.put($1) }
    put(Stamp.Calendar.all.firstIndex(of: stamp.calendar) ?? 0)
    put(Stamp.Clock.all.firstIndex(of: stamp.clock) ?? 0)
    put(stamp.resolution)
  }
}

extension AnswerReader {
  mutating func coverage() -> Coverage? {
    guard
      let sources = list({ reader -> Coverage.Source? in
        guard let name = reader.text(), let entries = reader.int(), let boots = reader.int(),
          let skipped = reader.optional({ $0.text() })
        else { return nil }
        return Coverage.Source(
          name: name, kind: .journal, entries: entries, boots: boots, skipped: skipped)
      }),
      let gaps = list({ reader -> Coverage.Gap? in
        guard let kind = reader.text(), let count = reader.optional({ $0.int() }),
          let detail = reader.text()
        else { return nil }
        return Coverage.Gap(kind: kind, count: count, detail: detail)
      })
    else { return nil }
    return Coverage(sources: sources, gaps: gaps)
  }

  mutating func error() -> ReadError? {
    guard let name = text(), let reason = text(), let cure = optional({ $0.text() }) else {
      return nil
    }
    return ReadError(name: name, reason: reason, cure: cure)
  }

  mutating func boot() -> BootLog? {
    guard let id = optional({ $0.text() }), let machineID = optional({ $0.text() }),
      let hostname = optional({ $0.text() }), let first = optional({ $0.stamp() }),
      let last = optional({ $0.stamp() }), let sources = list({ $0.text() }),
      let isLast = int(), let notices = list({ $0.notice() }), let entries = list({ $0.entry() })
    else { return nil }
    var boot = BootLog(
      id: id, machineID: machineID, hostname: hostname, entries: entries, first: first,
      last: last, sources: sources)
    boot.isLast = isLast != 0
    boot.notices = notices
    return boot
  }

  private mutating func notice() -> JournalNotice? {
    guard let stamp = stamp(),
      let fields = list({ reader -> (String, String)? in
        guard let name = reader.text(), let value = reader.text() else { return nil }
        return (name, value)
      })
    else { return nil }
    return JournalNotice(stamp: stamp, fields: Dictionary(fields) { first, _ in first })
  }

  private mutating func entry() -> Entry? {
    guard let source = text(), let position = position(), let stamp = stamp(),
      let speaker = speaker(), let line = data(), let start = int(),
      let device = optional({ $0.text() }), (0...line.count).contains(start)
    else { return nil }
    return Entry(
      place: Place(source: source, position: position), stamp: stamp, speaker: speaker,
      line: Array(line), messageStart: start, device: device)
  }

  private mutating func position() -> Place.Position? {
    guard let word = int(), let number = int() else { return nil }
    switch word {
    case 0: return .line(number)
    case 1: return .record(number)
    case 2: return .seqnum(UInt64(UInt(bitPattern: number)))
    default: return nil
    }
  }

  private mutating func speaker() -> Speaker? {
    guard let kind = word(of: Speaker.Kind.all), let identifier = text(),
      let pid = optional({ $0.int() }), let caller = optional({ $0.text() })
    else { return nil }
    return Speaker(kind: kind, identifier: identifier, pid: pid, caller: caller)
  }

  private mutating func stamp() -> Stamp? {
    guard let monotonic = optional({ $0.number() }), let realtime = optional({ $0.number() }),
      let calendar = word(of: Stamp.Calendar.all), let clock = word(of: Stamp.Clock.all),
      let resolution = number()
    else { return nil }
    return Stamp(
      monotonic: monotonic, realtime: realtime, calendar: calendar, clock: clock,
      resolution: resolution)
  }

  private mutating func word<Word>(of all: [Word]) -> Word? {
    int().flatMap { all.indices.contains($0) ? all[$0] : nil }
  }
}

extension Speaker.Kind {
  fileprivate static let all: [Self] = [.kernel, .program, .unknown]
}

extension Stamp.Calendar {
  fileprivate static let all: [Self] = [.utc, .local, .yearless]
}

extension Stamp.Clock {
  fileprivate static let all: [Self] = [.source, .reception, .none]
}
