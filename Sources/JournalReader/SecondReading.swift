internal import LogModel

/// Reads texts again in which nothing was found, for the sake of boots that other texts tell of.
///
/// The dmesg of a support report seldom has a line of udevd's, so that nothing of it is kept; but it
/// has the kernel's lines with microseconds, where the journal beside it, printed in its short form,
/// has whole seconds of filing. What the journal's boot quotes of the kernel is looked for in it, and
/// what stands around that is kept, as around a trigger.
struct SecondReading {
  /// A text with the kernel's own clock in which no trigger was.
  struct SilentText {
    /// Which of the answers is its own.
    var answer: Int
    var name: String
    /// Where it can be read once more: itself, or a copy.
    var path: String
  }

  let question: Question
  let selection: Selection

  /// How much of one is read again: the largest kernel buffers have 128 MiB, usual ones one.
  private static let longest = 128 << 20
  /// How many of a boot's lines are looked for.
  private static let mostPhrases = 64

  /// Replaces the answers of texts that tell of a boot which has no good clock of its own.
  func improve(_ answers: inout [Answer], _ texts: [SilentText]) {
    guard !texts.isEmpty else { return }
    let search = LogPhrases(question)
    let needy = answers.flatMap(\.boots).filter { $0.lacksKernelClock && $0.hasTrigger(by: search) }
    let phrases = Array(Set(needy.flatMap { Self.phrases(of: $0) }))
    guard !phrases.isEmpty else { return }
    let echo = Question(
      identifiers: question.identifiers, units: question.units, triggers: phrases.sorted(),
      marks: question.marks, span: question.span)
    for text in texts {
      var reader = TextReader(name: text.name, question: echo, selection: selection)
      do throws(StreamFailure) {
        let file = try FileStream(path: text.path, budget: UnpackingBudget(ArchiveLimits()))
        while file.position < Self.longest, try reader.feed(from: file) {}
      } catch {
        continue
      }
      let again = reader.finish()
      // Where lines come twice, boots may have been cut otherwise: then the first reading stands.
      if again.boots.count == answers[text.answer].boots.count {
        answers[text.answer].boots = again.boots
      }
    }
  }

  /// The kernel's lines that are said once, those with a date in them first: they are no other boot's.
  private static func phrases(of boot: BootLog) -> [String] {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for entry in boot.entries where entry.speaker.kind == .kernel {
      guard (24...400).contains(entry.message.count), entry.message.allSatisfy({ $0 & 0x80 == 0 })
      else { continue }
      let text = entry.text
      counts[text, default: 0] += 1
      if counts[text] == 1 { order.append(text) }
    }
    let single = order.filter { counts[$0] == 1 }
    let dated = single.filter { DatedWords.isDated($0.utf8) }
    // Evenly over the boot, so that no span of it is missed.
    let step = max(1, single.count / mostPhrases)
    let spread = stride(from: 0, to: single.count, by: step).map { single[$0] }
    return Array(dated.suffix(mostPhrases / 2)) + spread.prefix(mostPhrases)
  }
}

/// Words of the kernel that no other boot says: they have the seconds since 1970 in them
/// (`audit(1795459667.888:1)`, `setting system clock to … (1795459670)`).
enum DatedWords {
  /// Whether the time is told to the millisecond: that is no other machine's either.
  static func isFinelyDated(_ text: some Sequence<UInt8>) -> Bool {
    isDated(text, before: ".")
  }

  static func isDated(_ text: some Sequence<UInt8>) -> Bool {
    isDated(text, before: ".)")
  }

  private static func isDated(_ text: some Sequence<UInt8>, before ends: StaticString) -> Bool {
    var digits = 0
    var isOpen = false
    for byte in text {
      switch byte {
      case "(":
        isOpen = true
        digits = 0
      case _ where isOpen && byte.isDigit: digits += 1
      default:
        if isOpen, digits == 10, byte.isOne(of: ends) { return true }
        isOpen = false
      }
    }
    return false
  }
}

extension BootLog {
  /// Whether it has lines of the kernel, but not the time at which the kernel wrote them.
  fileprivate var lacksKernelClock: Bool {
    let kernel = entries.filter { $0.speaker.kind == .kernel }
    return !kernel.isEmpty && !kernel.contains { $0.stamp.monotonic != nil }
  }

  func hasTrigger(by search: LogPhrases) -> Bool {
    entries.contains { entry in
      entry.line.withUnsafeBytes { search.meanings(in: ByteSpan($0)).contains(.trigger) }
    }
  }

  /// Whether it is what the kernel's buffer or a console gives: one boot, by the kernel's clock.
  var isByKernelClock: Bool { first?.clock == .source && first?.monotonic != nil && id == nil }
}
