internal import LogModel

/// What printk's caller tells of lines that nobody is known by: where one task printed a module's lines
/// right before and right behind, it was in that module all the time.
enum CallerRuns {
  /// Between the lines of a run lies no more than this, in microseconds.
  private static let longest: Int64 = 1_000_000

  /// - Parameter speakers: one for each entry; nil for those that are no lines of the kernel's.
  static func fill(_ speakers: inout [LineSpeaker?], _ entries: [Entry]) {
    /// The last line of a task that has a module, and those since then that have none.
    var open: [String: (module: String, entry: Int, blank: [Int])] = [:]
    for (number, entry) in entries.enumerated() {
      guard let caller = entry.speaker.caller, caller.hasPrefix("T"), let speaker = speakers[number]
      else { continue }
      if let module = speaker.module {
        if let run = open[caller], run.module == module, isNear(entries[run.entry], entry) {
          for blank in run.blank { name(module, &speakers[blank]) }
        }
        open[caller] = (module, number, [])
      } else if speaker.how != nil || isReport(entry) {
        open[caller] = nil
      } else {
        open[caller]?.blank.append(number)
      }
    }
  }

  private static func name(_ module: String, _ speaker: inout LineSpeaker?) {
    guard let known = speaker, known.modules.isEmpty || known.modules.contains(module) else {
      return
    }
    speaker = LineSpeaker(
      module: module, modules: [module] + known.modules.filter { $0 != module }, how: .caller,
      device: known.device)
  }

  private static func isNear(_ one: Entry, _ other: Entry) -> Bool {
    guard let from = one.stamp.monotonic, let to = other.stamp.monotonic else { return false }
    return to - from <= longest
  }

  /// Registers, stacks and the like are the kernel's report on a task, not its words.
  private static func isReport(_ entry: Entry) -> Bool {
    let text = entry.message.span
    return text.isEmpty || text[0] == .blank || Frame(text) != nil || CPULine(text) != nil
      || text.hasPrefix("Modules linked in") || text.hasPrefix("Call ") || text.hasPrefix("RIP")
      || text.hasPrefix("---[") || text.hasPrefix("R") && text.contains(": 0")
  }
}
