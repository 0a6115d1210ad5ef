internal import KillCorrelator
internal import LogModel
internal import ReportModel

extension Report.Usually {
  init(_ found: Comparison, of finding: KillCorrelator.Finding) {
    func evidence(_ entry: LogModel.Entry?, _ says: String) -> Report.Evidence? {
      entry.map {
        Report.Evidence(
          rule: "stopped-where-it-never-stopped", weight: 0, says: says,
          entries: [Report.Entry($0)])
      }
    }
    self.init(
      boots: found.boots,
      says: ComparisonSentences(found: found, kind: finding.kind, limit: finding.limit)
        .text)
    seconds = found.seconds.map(Report.Spread.init)
    secondsHere = found.secondsHere
    stoppedAfter = evidence(found.stoppedAfter, "the last line here that healthy boots have, too")
    expectedNext = evidence(found.expectedNext, "what comes next in a healthy boot")
    waits = found.usualWait.map(Report.Spread.init)
    waited = found.waited
    unusual = found.unusual.map(Report.Entry.init)
    verdict = found.verdict.flatMap { Verdict(rawValue: $0.rawValue) }
    growing = found.isGrowing
    lastGood = Report.OtherBoot(found.lastGood)
    firstBad = Report.OtherBoot(found.firstBad)
    differences = found.differences.map {
      Report.Difference(kind: $0.kind.rawValue, there: $0.there, here: $0.here)
    }
    slower = found.slower.map {
      Report.SlowDevice(
        sysname: $0.sysname, driver: $0.driver, seconds: $0.seconds, usual: $0.usual)
    }
    history = found.history.map(Report.OtherBoot.init)
  }
}

extension Report.Spread {
  init(_ time: UsualTime) { self.init(min: time.min, median: time.median, max: time.max) }
}

extension Report.OtherBoot {
  fileprivate init(_ boot: Comparison.Boot) {
    self.init(bootID: boot.id, kernel: boot.kernel, seconds: boot.seconds)
  }
}

/// What other boots say of a device, in a few sentences: what is usual, where it stopped, what follows,
/// and what else is different.
struct ComparisonSentences {
  let found: Comparison
  let kind: KillCorrelator.Finding.Kind
  let limit: Double?

  var text: String {
    [usual, stop, conclusion, growth, kernels, differences].compactMap { $0 }
      .joined(separator: " ")
  }

  private var boots: String {
    let count = found.boots == 1 ? "one other boot" : "\(found.boots) other boots"
    guard let first = found.kernels.first, let last = found.kernels.last else { return count }
    return first == last ? "\(count) with \(first)" : "\(count) with \(first) to \(last)"
  }

  private var usual: String {
    guard let time = found.seconds else { return "In \(boots) this device was well." }
    let here = found.secondsHere.map { ", here \(secondsText($0))" } ?? ""
    return "In \(boots) this device took \(time.text)\(here)."
  }

  /// When the time was over.
  private var time: String {
    switch kind {
    case .kill: "When the limit ran out"
    case .warning: "When udevd warned"
    default: "By then"
    }
  }

  private var stop: String? {
    guard let next = found.expectedNext else {
      return found.stoppedAfter == nil
        ? nil : "\(time) all of its driver's usual lines had come."
    }
    let later = found.usualWait.map { wait -> String in
      wait.median < 0.05 ? ", at once," : ", \(secondsText(wait.median)) later,"
    }
    guard let last = found.stoppedAfter else {
      return "\(time) its driver had said none of that; first comes “\(next.text)”."
    }
    if [nil, .slowAsAlways].contains(found.verdict) {
      return "\(time) it had come to “\(last.text)”; next\(later ?? "") comes “\(next.text)”."
    }
    let wait = found.waited.map { " for \(secondsText($0))" } ?? ""
    return "Here it stops\(wait) after “\(last.text)”; next\(later ?? "") comes “\(next.text)”."
  }

  private var conclusion: String? {
    switch found.verdict {
    case .hang where found.hasSaidAll:
      return "Nothing came for \(secondsText(found.waited ?? 0)) then: "
        + "it hangs at its end, as it never did."
    case .hang: return "It hangs where it never did."
    case .slowAsAlways:
      if let limit, !found.isShort(limit) { return "It is as slow as always." }
      let limit = limit.map { "the limit of \(secondsText($0))" } ?? "the limit"
      return "It is as slow as always: \(limit) is too short for it."
    case .slowMachine:
      let device = found.slower.first.map {
        ": \($0.driver) took \(secondsText($0.seconds)) for \($0.sysname), usually "
          + secondsText($0.usual)
      }
      if let device { return "Other devices were slower than usual, too\(device)." }
      let begins = found.begins.map {
        ": \(found.stoppedAfter == nil ? "other drivers" : "the driver") began "
          + "\(secondsText($0.here)) after the boot's start, usually \(secondsText($0.usual))"
      }
      return "All of this boot was slower than usual\(begins ?? "")."
    case nil: return nil
    }
  }

  private var growth: String? {
    guard found.isGrowing else { return nil }
    let times = found.history.compactMap(\.seconds).suffix(6).map(secondsText)
    return "It takes longer from boot to boot: \(times.joined(separator: ", "))."
  }

  private var kernels: String? {
    guard let good = found.lastGood.kernel, let bad = found.firstBad.kernel, good != bad else {
      return nil
    }
    return "It was last well with \(good), and is first seen with \(bad)."
  }

  private var differences: String? {
    let told = found.differences.filter { $0.kind != .kernel }.prefix(5).map(\.text)
    guard !told.isEmpty else { return nil }
    return "What else is not as it was in the last good boot, and need not be the cause: "
      + told.joined(separator: "; ") + "."
  }
}

extension Comparison.Difference {
  fileprivate var text: String {
    switch kind {
    case .commandLine:
      return here.map { "\($0) is on the command line" }
        ?? "\(there ?? "") is not on the command line any more"
    case .limit:
      func seconds(_ text: String?) -> String {
        text.flatMap { Double($0) }.map(secondsText) ?? "unknown"
      }
      return "the limit that is set is \(seconds(here)), it was \(seconds(there))"
    case .device: return "the driver says “\(here ?? "")”, it said “\(there ?? "")”"
    case .kernel, .udev, .firmware:
      return "\(kind.rawValue) \(here ?? "unknown"), it was \(there ?? "unknown")"
    }
  }
}

extension UsualTime {
  /// `4.1 to 6.2 s`
  var text: String {
    let (least, most) = (secondsText(min), secondsText(max))
    return least == most
      ? most : "\(least.hasSuffix(" s") ? String(least.dropLast(2)) : least) to \(most)"
  }
}
