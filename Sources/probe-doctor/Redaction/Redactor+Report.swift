import LogModel
import ReportModel

/// The values of a report, one by one: what a renderer gets.
extension Redactor {
  mutating func redacted(_ report: Report) -> Report {
    var report = report
    for place in report.boots.indices { redact(&report.boots[place]) }
    for place in report.coverage.sources.indices {
      redact(&report.coverage.sources[place].name)
      redact(&report.coverage.sources[place].skipped)
    }
    for place in report.coverage.gaps.indices { redact(&report.coverage.gaps[place].place) }
    return report
  }

  private mutating func redact(_ boot: inout Report.Boot) {
    boot.bootID = boot.bootID.map { redacted(id: $0, .boot) }
    boot.machineID = boot.machineID.map { redacted(id: $0, .machine) }
    boot.hostname = boot.hostname.map { redacted(host: $0) }
    redact(&boot.eventTimeout.entries)
    for place in boot.alignments.indices {
      redact(&boot.alignments[place].sources)
      redact(&boot.alignments[place].by)
    }
    redact(&boot.kills)
    redact(&boot.warnings)
    redact(&boot.otherDeaths)
    // a finding's id has those of its machine and its boot
    for place in boot.kills.indices {
      boot.kills[place].id = FindingID(boot.kills[place], of: boot).text
    }
    for place in boot.warnings.indices {
      boot.warnings[place].id = FindingID(boot.warnings[place], of: boot).text
    }
    for place in boot.otherDeaths.indices {
      boot.otherDeaths[place].id = FindingID(boot.otherDeaths[place], of: boot).text
    }
  }

  private mutating func redact(_ findings: inout [Report.Finding]) {
    for place in findings.indices { redact(&findings[place]) }
  }

  private mutating func redact(_ finding: inout Report.Finding) {
    redact(&finding.headline)
    redact(&finding.story)
    if var device = finding.device {
      redact(&device.sysname)
      redact(&device.devpath)
      redact(&device.description)
      finding.device = device
    }
    redact(&finding.program)
    redact(&finding.culprit.name)
    for place in finding.suspects.indices {
      redact(&finding.suspects[place].name)
      redact(&finding.suspects[place].evidence)
      redact(&finding.suspects[place].against)
    }
    for place in finding.cleared.indices {
      redact(&finding.cleared[place].name)
      redact(&finding.cleared[place].says)
    }
    redact(&finding.outcomeEvidence)
    redact(&finding.notes)
    for place in finding.remedies.indices {
      redact(&finding.remedies[place].text)
      redact(&finding.remedies[place].commands)
    }
    redact(&finding.says)
    redact(&finding.driver)
    redact(&finding.report)
    for time in [
      \Report.Finding.started, \.warned, \.killDue, \.killed, \.ended, \.logEnds,
    ] {
      let source = finding[keyPath: time]?.source
      finding[keyPath: time]?.source = source.map { redacted($0) }
    }
  }

  private mutating func redact(_ evidence: inout [Report.Evidence]) {
    for place in evidence.indices {
      redact(&evidence[place].says)
      redact(&evidence[place].entries)
    }
  }

  private mutating func redact(_ entries: inout [Report.Entry]) {
    for place in entries.indices {
      let entry = entries[place]
      let safe = redacted(
        Entry(
          place: Place(source: entry.source, position: .line(1)), stamp: .none,
          speaker: Speaker(kind: .program, identifier: entry.speaker ?? ""), line: entry.line,
          messageStart: entry.messageStart))
      entries[place] = Report.Entry(
        source: safe.place.source, position: entry.position, line: safe.line,
        messageStart: safe.messageStart,
        speaker: entry.speaker.map { _ in safe.speaker.identifier },
        time: entry.time)
    }
  }

  private mutating func redact(_ texts: inout [String]) {
    for place in texts.indices { redact(&texts[place]) }
  }

  private mutating func redact(_ text: inout String) { text = redacted(text) }
  private mutating func redact(_ text: inout String?) { text = text.map { redacted($0) } }
}
