internal import LogModel

extension PipeReader {
  mutating func request() -> JournalRequest? {
    guard let file = int(), let kind = int() else { return nil }
    switch kind {
    case 0: return list { $0.boot() }.map { .sighting(file: file, boots: $0) }
    case 1:
      guard let boot = boot(), let spans = list({ $0.range() }), let hasStart = int() else {
        return nil
      }
      return .excerpt(file: file, boot: boot, spans: spans, hasStart: hasStart != 0)
    case 2: return .survey(file: file)
    default: return nil
    }
  }

  mutating func outcome() -> JournalSurvey.Outcome? {
    switch int() {
    case 0:
      guard let parts = list({ $0.part() }), let sighting = sighting(), let toll = toll(),
        let lacksEnd = int(), let isPutAway = int(),
        let cut = optional({ reader -> (size: Int, missing: Int)? in
          guard let size = reader.int(), let missing = reader.int() else { return nil }
          return (size, missing)
        })
      else { return nil }
      return .success(
        JournalSurvey(
          parts: parts, sighting: sighting, toll: toll, lacksEnd: lacksEnd != 0, cut: cut,
          isPutAway: isPutAway != 0))
    case 1: return failure().map { .failure($0) }
    default: return nil
    }
  }

  private mutating func part() -> JournalFile.Part? {
    guard let first = times(), let last = times(), let counter = data().map({ Array($0) }),
      let firstNumber = number(), let machineID = optional({ $0.text() }),
      let hostname = optional({ $0.text() })
    else { return nil }
    return JournalFile.Part(
      first: first, last: last, counter: counter, firstNumber: UInt64(bitPattern: firstNumber),
      machineID: machineID, hostname: hostname)
  }

  mutating func reply() -> JournalReply? {
    guard let survey = optional({ $0.outcome() }), let sighting = sighting(), let toll = toll()
    else { return nil }
    return JournalReply(survey: survey, sighting: sighting, toll: toll)
  }

  private mutating func sighting() -> JournalSighting? {
    guard
      let spans = list({ reader -> (BootID, TimeSpans)? in
        guard let boot = reader.boot(), let ranges = reader.list({ $0.range() }) else { return nil }
        return (boot, TimeSpans(ranges: ranges))
      }),
      let losses = list({ reader -> (JournalCursor.Identity, JournalSighting.Loss)? in
        guard let identity = reader.identity(), let boot = reader.boot(),
          let message = reader.text()
        else { return nil }
        return (identity, .init(boot: boot, message: message))
      }),
      let notices = list({ reader -> (BootID, Set<JournalNotice>)? in
        guard let boot = reader.boot(), let notices = reader.list({ $0.notice() }) else {
          return nil
        }
        return (boot, Set(notices))
      })
    else { return nil }
    return JournalSighting(
      spans: Dictionary(spans) { one, _ in one }, losses: Dictionary(losses) { one, _ in one },
      notices: Dictionary(notices) { one, _ in one })
  }

  private mutating func toll() -> JournalToll? {
    guard let steps = int(), let damage = optional({ $0.failure() }) else { return nil }
    return JournalToll(steps: steps, damage: damage)
  }

  mutating func found(source: String, _ origins: inout Origins) -> FoundEntry? {
    guard let identity = identity(), let meaning = int(), let number = number(),
      let stamp = stamp(), let speaker = speaker(), let line = data().map({ Array($0) }),
      let start = int(), let device = optional({ $0.text() }), (0...line.count).contains(start)
    else { return nil }
    let entry = Entry(
      origin: origins.shared(
        source: source, count: .seqnums, speaker: speaker, device: device),
      number: UInt64(bitPattern: number), stamp: stamp, line: line, messageStart: start)
    return FoundEntry(
      entry: entry, identity: identity,
      meaning: LogPhrases.Meaning(rawValue: UInt8(truncatingIfNeeded: meaning)))
  }

  private mutating func boot() -> BootID? {
    guard let high = number(), let low = number() else { return nil }
    return BootID(high: UInt64(bitPattern: high), low: UInt64(bitPattern: low))
  }

  private mutating func times() -> JournalHandle.Times? {
    guard let boot = boot(), let monotonic = number(), let realtime = number() else { return nil }
    return JournalHandle.Times(boot: boot, monotonic: monotonic, realtime: realtime)
  }

  private mutating func range() -> ClosedRange<Int64>? {
    guard let lower = number(), let upper = number(), lower <= upper else { return nil }
    return lower...upper
  }

  private mutating func identity() -> JournalCursor.Identity? {
    guard let monotonic = number(), let realtime = number(), let hash = number() else {
      return nil
    }
    return JournalCursor.Identity(
      monotonic: UInt64(bitPattern: monotonic), realtime: UInt64(bitPattern: realtime),
      hash: UInt64(bitPattern: hash))
  }

  private mutating func failure() -> JournalFailure? {
    guard let code = int(), let flags = int(), let detail = optional({ $0.text() }) else {
      return nil
    }
    return JournalFailure(
      code: Int32(truncatingIfNeeded: code), flags: UInt32(truncatingIfNeeded: flags),
      detail: detail)
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

// The numbers that stand for words between the processes.

extension Speaker.Kind {
  static let all: [Self] = [.kernel, .program, .unknown]
}

extension Stamp.Calendar {
  static let all: [Self] = [.utc, .local, .yearless]
}

extension Stamp.Clock {
  static let all: [Self] = [.source, .reception, .none]
}
