internal import LogModel

extension PipeWriter {
  mutating func put(_ request: JournalRequest) {
    put(request.file)
    switch request {
    case .survey: put(2)
    case .sighting(_, let boots):
      put(0)
      put(boots) { $0.put($1) }
    case .excerpt(_, let boot, let spans, let hasStart):
      put(1)
      put(boot)
      put(spans) { $0.put($1) }
      put(hasStart ? 1 : 0)
    }
  }

  mutating func put(_ outcome: JournalSurvey.Outcome) {
    switch outcome {
    case .success(let survey):
      put(0)
      put(survey)
    case .failure(let failure):
      put(1)
      put(failure)
    }
  }

  private mutating func put(_ survey: JournalSurvey) {
    put(survey.parts) { writer, part in
      writer.put(part.first)
      writer.put(part.last)
      writer.put(part.counter)
      writer.put(Int64(bitPattern: part.firstNumber))
      writer.put(part.machineID)
      writer.put(part.hostname)
    }
    put(survey.sighting)
    put(survey.toll)
    put(survey.lacksEnd ? 1 : 0)
    put(survey.isPutAway ? 1 : 0)
    put(survey.cut) { writer, cut in
      writer.put(cut.size)
      writer.put(cut.missing)
    }
  }

  mutating func put(_ reply: JournalReply) {
    put(reply.survey) { $0.put($1) }
    put(reply.sighting)
    put(reply.toll)
  }

  private mutating func put(_ sighting: JournalSighting) {
    put(Array(sighting.spans)) { writer, item in
      writer.put(item.key)
      writer.put(item.value.ranges) { $0.put($1) }
    }
    put(Array(sighting.losses)) { writer, item in
      writer.put(item.key)
      writer.put(item.value.boot)
      writer.put(item.value.message)
    }
    put(Array(sighting.notices)) { writer, item in
      writer.put(item.key)
      writer.put(Array(item.value)) { writer, notice in
        writer.put(notice.stamp)
        writer.put(Array(notice.fields)) { writer, field in
          writer.put(field.key)
          writer.put(field.value)
        }
      }
    }
  }

  private mutating func put(_ toll: JournalToll) {
    put(toll.steps)
    put(toll.damage) { $0.put($1) }
  }

  /// All but its source, which whoever asked knows. It is of a journal.
  mutating func put(_ found: FoundEntry) {
    put(found.identity)
    put(Int(found.meaning.rawValue))
    let entry = found.entry
    put(Int64(bitPattern: entry.place.position.number))
    put(entry.stamp)
    put(entry.speaker)
    put(entry.line)
    put(entry.messageStart)
    put(entry.device)
  }

  private mutating func put(_ boot: BootID) {
    put(Int64(bitPattern: boot.high))
    put(Int64(bitPattern: boot.low))
  }

  private mutating func put(_ times: JournalHandle.Times) {
    put(times.boot)
    put(times.monotonic)
    put(times.realtime)
  }

  private mutating func put(_ range: ClosedRange<Int64>) {
    put(range.lowerBound)
    put(range.upperBound)
  }

  private mutating func put(_ identity: JournalCursor.Identity) {
    put(Int64(bitPattern: identity.monotonic))
    put(Int64(bitPattern: identity.realtime))
    put(Int64(bitPattern: identity.hash))
  }

  private mutating func put(_ failure: JournalFailure) {
    put(Int(failure.code))
    put(Int(failure.flags))
    put(failure.detail)
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
