import JournalReader
import LogModel
import KillCorrelator

/// The values of a diagnosis, one by one: what a renderer gets.
extension Redactor {
  mutating func redacted(_ diagnosis: ToldDiagnosis) -> ToldDiagnosis {
    var diagnosis = diagnosis
    for place in diagnosis.boots.indices { redact(&diagnosis.boots[place]) }
    for place in diagnosis.coverage.sources.indices {
      redact(&diagnosis.coverage.sources[place].name)
      redact(&diagnosis.coverage.sources[place].skipped)
    }
    for place in diagnosis.coverage.gaps.indices {
      redact(&diagnosis.coverage.gaps[place].detail)
    }
    return diagnosis
  }

  private mutating func redact(_ boot: inout ToldBoot) {
    let id = boot.bootID
    boot.bootID = id.map { redacted(id: $0, .boot) }
    boot.machineID = boot.machineID.map { redacted(id: $0, .machine) }
    boot.hostname = boot.hostname.map { redacted(host: $0) }
    redact(&boot.eventTimeout.entries)
    for place in boot.alignments.indices {
      redact(&boot.alignments[place].sources)
      redact(&boot.alignments[place].by)
    }
    for place in boot.kills.indices {
      redact(&boot.kills[place])
      // a kill's own id begins with its boot's
      if let id, let new = boot.bootID, boot.kills[place].id.hasPrefix(id.prefix(8)) {
        boot.kills[place].id = "\(new.prefix(8))\(boot.kills[place].id.dropFirst(8))"
      }
    }
    for place in boot.warnings.indices { redact(&boot.warnings[place]) }
    for place in boot.otherDeaths.indices { redact(&boot.otherDeaths[place]) }
  }

  private mutating func redact(_ kill: inout Kill) {
    redact(&kill.id)
    redact(&kill.device)
    redact(&kill.program)
    redact(&kill.culprit.name)
    redact(&kill.suspects)
    redact(&kill.outcomeReason)
    redact(&kill.notes)
    redact(&kill.cleared)
    redact(&kill.report)
    for place in kill.remedies.indices {
      redact(&kill.remedies[place].text)
      redact(&kill.remedies[place].commands)
    }
  }

  private mutating func redact(_ warning: inout NearMiss) {
    redact(&warning.device)
    redact(&warning.program)
    redact(&warning.culprit.name)
    redact(&warning.suspects)
    redact(&warning.report)
  }

  private mutating func redact(_ death: inout OtherDeath) {
    redact(&death.device)
    redact(&death.says)
    redact(&death.driver)
    redact(&death.report)
  }

  private mutating func redact(_ device: inout Device?) {
    guard var copy = device else { return }
    redact(&copy.sysname)
    redact(&copy.devpath)
    redact(&copy.description)
    device = copy
  }

  private mutating func redact(_ suspects: inout [ToldSuspect]) {
    for place in suspects.indices {
      redact(&suspects[place].name)
      for number in suspects[place].evidence.indices {
        redact(&suspects[place].evidence[number].says)
        redact(&suspects[place].evidence[number].entries)
      }
    }
  }

  private mutating func redact(_ entries: inout [Entry]) {
    for place in entries.indices { entries[place] = redacted(entries[place]) }
  }

  private mutating func redact(_ texts: inout [String]) {
    for place in texts.indices { redact(&texts[place]) }
  }

  private mutating func redact(_ text: inout String) { text = redacted(text) }
  private mutating func redact(_ text: inout String?) { text = text.map { redacted($0) } }
}
