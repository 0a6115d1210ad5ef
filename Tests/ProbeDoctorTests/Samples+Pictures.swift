import LogModel
import ReportModel
import Telling

/// Diagnoses that are hard to draw.
extension Samples {
  /// Fifty victims of two drivers, one of them hours later, with close calls between.
  static var fifty: Report {
    let kills = (0..<50).map { number in
      let time = 40_000_000 + Int64(number * number) * 9_000 + (number > 46 ? 9_000_000_000 : 0)
      var kill = kill("0000:\(10 + number):00.0", worker: 300 + number, at: time)
      kill.started = Report.Time(at(time - 12_000_000), basis: .workedOut)
      kill.warned = Report.Time(at(time - 8_000_000), basis: .stated)
      kill.ended = Report.Time(at(time + Int64(number) * 400_000), basis: .stated)
      let name = number % 3 == 0 ? "mlx5_core" : "qla2xxx"
      kill.accuse(name, .likely)
      kill.suspects = [
        Report.Suspect(
          kind: .driver, name: name, score: 3,
          evidence: [
            Report.Evidence(
              rule: "bound-later", weight: 3, says: "it finished after the kill",
              entries: [kernel(time + 50_000, "\(name): firmware ready, port \(number)", number)])
          ])
      ]
      kill.outcome = .bound
      return kill
    }
    var boot = boot(kills: kills)
    boot.warnings = (0..<7).map { number in
      warning(
        of: "sd\(number)", worker: 500 + number,
        at: Report.Time(at(50_000_000 + Int64(number)), basis: .stated))
    }
    return diagnosis([boot], [journal(boots: 1, entries: 90_210)])
  }

  /// Much at the same moment, in both halves of the picture, and long lines.
  static var crowded: Report {
    var diagnosis = driver
    let lines = (0..<12).map { number in
      kernel(
        number < 6 ? 24_500_000 + Int64(number) : 36_455_000 + Int64(number),
        "vortex_fc 0000:00:06.0: 日本 " + String(repeating: "long line \(number) ", count: 12), number
      )
    }
    diagnosis.boots[0].kills[0].suspects[0].evidence.append(
      Report.Evidence(rule: "many", weight: 3, says: "it said much", entries: lines))
    diagnosis.boots[0].kills[0].device?.sysname = String(repeating: "long-name/", count: 20)
    diagnosis.boots[0].tell()
    return diagnosis
  }

  /// Markup wherever foreign text can stand.
  static var markup: Report {
    let bad =
      "</title></style></pre></text>]]>--><script>alert('1')</script><img src=\"x\" onerror=\"y\">"
      + "&lt; ``` @root #12 GH-7 https://a.b www.c.d me@e.f | *g* _h_ [i](j) ![k](l) ~~m~~ :bug: $n$"
    var diagnosis = driver
    var kill = diagnosis.boots[0].kills[0]
    kill.device = device(
      sysname: bad, devpath: bad, subsystem: bad, modalias: bad, description: bad)
    kill.culprit.name = bad
    kill.suspects[0].name = bad
    kill.suspects[0].evidence[0].says = bad
    kill.suspects[0].evidence[0].entries = [kernel(30_000_000, bad, 1)]
    kill.report = [kernel(36_450_000, bad, 2)]
    kill.outcomeEvidence = [outcome(bad)]
    kill.notes = [bad]
    kill.cleared = [Report.Clearing(name: bad, says: nil)]
    kill.remedies = [Report.Remedy(id: bad, scope: .now, text: bad, commands: [bad])]
    diagnosis.boots[0].kills = [kill, kill]
    diagnosis.boots[0].kernel = bad
    diagnosis.boots[0].udev = bad
    var warned = warning(of: bad, at: kill.warned, culprit: kill.culprit)
    warned.program = bad
    warned.report = kill.report
    diagnosis.boots[0].warnings = [warned]
    var death = death("crash", at: kill.ended, says: bad, driver: bad)
    death.report = kill.report
    diagnosis.boots[0].otherDeaths = [death]
    diagnosis.boots[0].tell()
    diagnosis.coverage = Report.Coverage(
      complete: false, sources: [source(name: bad, kind: "text", skipped: bad)],
      gaps: [Report.Gap(kind: bad, count: nil, place: bad)])
    return diagnosis
  }
}
