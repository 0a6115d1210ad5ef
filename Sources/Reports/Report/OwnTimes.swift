internal import LogModel
internal import ReportModel

extension Report {
  /// The report with the times that its logs show: a dated text in its own stamps and zone, so that
  /// a line is found by what is printed; others as they are.
  ///
  /// - Parameter utc: whether what tells its zone is shown in UTC instead.
  func withOwnTimes(utc: Bool) -> Report {
    var report = self
    for place in report.boots.indices {
      if report.boots[place].findings.contains(where: \.isStampedLate) {
        report.boots[place].changeTimes { $0.countFromBoot() }
      }
      guard let zone = report.boots[place].ownZone(utc: utc) else { continue }
      report.boots[place].changeTimes { $0.show(in: zone) }
    }
    return report
  }
}

/// How a dated text log shows its times.
private struct OwnZone {
  /// µs east of UTC, where each line says that; nil where none does, or UTC is wanted.
  var offset: Int64?
}

extension Report.Finding {
  /// Whether its lines were stamped all at once, when the logger came up: the kernel's own clock, which
  /// stands in them as well, went on for longer than their stamps do.
  fileprivate var isStampedLate: Bool {
    let times = [warned, killed, ended].compactMap { $0 }
    return zip(times, times.dropFirst()).contains { first, next in
      guard let uptime = first.monotonic?.microseconds, let later = next.monotonic?.microseconds,
        let stamp = first.calendar, let nextStamp = next.calendar
      else { return false }
      return (Double(later) - Double(uptime)) - (Double(nextStamp) - Double(stamp)) > 2_000_000
    }
  }
}

extension Report.Boot {
  /// Nil if the lines that report its findings are not those of a dated text.
  fileprivate func ownZone(utc: Bool) -> OwnZone? {
    let entries = findings.lazy.compactMap(\.report.first)
    guard let entry = entries.first(where: { $0.isTextLine && $0.time?.calendar != nil }),
      let stamp = WrittenStamp(entry.line)
    else { return nil }
    return OwnZone(offset: utc ? nil : stamp.offset)
  }

  fileprivate mutating func changeTimes(_ body: (inout Report.Time) -> Void) {
    func change(_ time: inout Report.Time?) {
      guard var known = time else { return }
      body(&known)
      time = known
    }
    func changeEntries(_ entries: inout [Report.Entry]) {
      for place in entries.indices { change(&entries[place].time) }
    }
    func changeEvidence(_ evidence: inout [Report.Evidence]) {
      for place in evidence.indices { changeEntries(&evidence[place].entries) }
    }
    change(&first)
    change(&last)
    changeFindings { finding in
      change(&finding.started)
      change(&finding.warned)
      change(&finding.killDue)
      change(&finding.killed)
      change(&finding.ended)
      change(&finding.logEnds)
      changeEntries(&finding.report)
      changeEvidence(&finding.outcomeEvidence)
      for link in finding.chain.indices { changeEvidence(&finding.chain[link].evidence) }
      for suspect in finding.suspects.indices {
        changeEvidence(&finding.suspects[suspect].evidence)
        changeEvidence(&finding.suspects[suspect].against)
      }
    }
    for place in harm.indices { changeEvidence(&harm[place].evidence) }
  }
}

extension Report.Time {
  /// Without the stamps of a logger that came up later than what it tells of.
  fileprivate mutating func countFromBoot() {
    guard monotonic != nil else { return }
    local = nil
    realtime = nil
    resolution = Report.Seconds(microseconds: 1)
  }

  /// Without the seconds since the boot that other lines lent it.
  fileprivate mutating func show(in zone: OwnZone) {
    guard let utc else {
      if local != nil { monotonic = nil }
      return
    }
    monotonic = nil
    guard let offset = zone.offset else { return }
    local = String(CivilTime.rfc3339(microseconds: utc &+ offset).dropLast())
    realtime = nil
  }
}

/// The time of day that a line of text begins with, and the zone behind it.
private struct WrittenStamp {
  /// µs east of UTC; nil if the line does not say.
  var offset: Int64?

  private static let reach = 48

  init?(_ line: [UInt8]) {
    let head = Array(line.prefix(Self.reach))
    func isDigit(_ place: Int) -> Bool { place < head.count && (0x30...0x39).contains(head[place]) }
    func number(_ place: Int) -> Int64 {
      Int64(head[place] - 0x30) * 10 + Int64(head[place + 1] - 0x30)
    }
    func isPair(_ place: Int) -> Bool { isDigit(place) && isDigit(place + 1) }
    let colon = UInt8(ascii: ":")
    let found = head.indices.first { place in
      isPair(place) && isPair(place + 3) && isPair(place + 6) && head[place + 2] == colon
        && head[place + 5] == colon
    }
    guard let found else { return nil }
    var place = found + 8
    if place < head.count, head[place] == UInt8(ascii: ".") || head[place] == UInt8(ascii: ",") {
      place += 1
      while isDigit(place) { place += 1 }
    }
    guard place < head.count else { return }
    switch head[place] {
    case UInt8(ascii: "Z"): offset = 0
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      let minutes = place + 3 < head.count && head[place + 3] == colon ? place + 4 : place + 3
      guard isPair(place + 1), isPair(minutes) else { return }
      let size = (number(place + 1) * 60 + number(minutes)) * 60_000_000
      offset = head[place] == UInt8(ascii: "-") ? -size : size
    default: break
    }
  }
}
