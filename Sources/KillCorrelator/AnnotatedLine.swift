public import LogModel

/// A kernel line, and what can be told of it without its neighbours: who printed it, of which device
/// it speaks, and how that goes.
public struct AnnotatedLine: Sendable {
  public var entry: Entry
  public var speaker: LineSpeaker
  /// Of the module's source.
  public var directory: String?
  public var device: Device?
  public var tone: Tone?
}

/// One boot's kernel lines, annotated one after the other as somebody asks for them.
public struct Annotations: Sendable {
  private let boot: BootContext
  private let speakers: Speakers

  /// The question for all that the kernel printed.
  public static var question: Question {
    Question(identifiers: ["kernel"], units: [], triggers: [" "], marks: [], span: 0)
  }

  init(_ boot: BootContext) {
    self.boot = boot
    speakers = boot.speakers
  }

  /// Calls `each` with every line of the kernel, in the order of the log.
  public func forEach(_ each: (AnnotatedLine) -> Void) {
    // where callers are told, what comes behind a line can tell of it
    var known: [LineSpeaker?] = []
    if boot.entries.contains(where: { $0.speaker.caller != nil }) {
      known = boot.entries.map { $0.speaker.kind == .program ? nil : speaker(of: $0) }
      CallerRuns.fill(&known, boot.entries)
    }
    for (number, entry) in boot.entries.enumerated() where entry.speaker.kind != .program {
      each(line(entry, known.isEmpty ? speaker(of: entry) : known[number] ?? LineSpeaker()))
    }
  }

  private func speaker(of entry: Entry) -> LineSpeaker {
    var found = speakers.speaker(
      of: entry.message.span, isKernels: entry.speaker.kind == .kernel)
    found.device = found.device ?? entry.device
    return found
  }

  private func line(_ entry: Entry, _ speaker: LineSpeaker) -> AnnotatedLine {
    AnnotatedLine(
      entry: entry, speaker: speaker,
      directory: speaker.module.flatMap { boot.knowledge.kernels.module(named: $0)?.directory },
      device: speaker.device.map(device),
      tone: Tone(of: entry.message, level: Tone.level(in: entry.line[..<entry.messageStart])))
  }

  private func device(_ sysname: String) -> Device {
    var device = Device(sysname: sysname)
    guard let identity = boot.identity(of: device) else { return device }
    device.subsystem = String(identity.modalias.prefix { $0 != ":" })
    device.description = boot.knowledge.description(of: identity.modalias)
    return device
  }
}

extension Correlator {
  /// Who printed which line of a boot.
  public func annotations(of log: BootLog) -> Annotations {
    Annotations(BootContext(log, catalogue, knowledge.knowledge(of: log)))
  }
}
