import JournalReader
import LogModel

@testable import KillCorrelator
@testable import probe_doctor

/// Diagnoses that are hard to draw.
extension Samples {
  /// Fifty victims of two drivers, one of them hours later, with close calls between.
  static var fifty: ToldDiagnosis {
    let kills = (0..<50).map { number in
      let time = 40_000_000 + Int64(number * number) * 9_000 + (number > 46 ? 9_000_000_000 : 0)
      var kill = kill("0000:\(10 + number):00.0", worker: 300 + number, at: time)
      kill.started = Moment(stamp: at(time - 12_000_000), basis: .workedOut)
      kill.warned = Moment(stamp: at(time - 8_000_000), basis: .stated)
      kill.ended = Moment(stamp: at(time + Int64(number) * 400_000), basis: .stated)
      let name = number % 3 == 0 ? "mlx5_core" : "qla2xxx"
      kill.culprit = Culprit(kind: .driver, name: name, confidence: .likely)
      kill.suspects = [
        ToldSuspect(
          kind: .driver, name: name, score: 3,
          evidence: [
            ToldEvidence(
              rule: "bound-later", weight: 3, says: "it finished after the kill",
              entries: [kernel(time + 50_000, "\(name): firmware ready, port \(number)", number)])
          ])
      ]
      kill.outcome = .bound
      return kill
    }
    var boot = boot(kills: kills)
    boot.warnings = (0..<7).map { number in
      NearMiss(
        device: Device(sysname: "sd\(number)"), workerPID: 500 + number, seqnum: nil,
        time: Moment(stamp: at(50_000_000 + Int64(number)), basis: .stated), culprit: .unknown,
        suspects: [], report: [])
    }
    return diagnosis([boot], [journal(boots: 1, entries: 90_210)])
  }

  /// Much at the same moment, in both halves of the picture, and long lines.
  static var crowded: ToldDiagnosis {
    var diagnosis = driver
    let lines = (0..<12).map { number in
      kernel(
        number < 6 ? 24_500_000 + Int64(number) : 36_455_000 + Int64(number),
        "vortex_fc 0000:00:06.0: 日本 " + String(repeating: "long line \(number) ", count: 12), number
      )
    }
    diagnosis.boots[0].kills[0].suspects[0].evidence.append(
      ToldEvidence(rule: "many", weight: 3, says: "it said much", entries: lines))
    diagnosis.boots[0].kills[0].device?.sysname = String(repeating: "long-name/", count: 20)
    return diagnosis
  }

  /// Markup wherever foreign text can stand.
  static var markup: ToldDiagnosis {
    let bad =
      "</title></style></pre></text>]]>--><script>alert('1')</script><img src=\"x\" onerror=\"y\">"
      + "&lt; ``` @root #12 GH-7 https://a.b www.c.d me@e.f | *g* _h_ [i](j) ![k](l) ~~m~~ :bug: $n$"
    var diagnosis = driver
    var kill = diagnosis.boots[0].kills[0]
    kill.device = Device(
      sysname: bad, devpath: bad, subsystem: bad, modalias: bad, description: bad)
    kill.culprit.name = bad
    kill.suspects[0].name = bad
    kill.suspects[0].evidence[0].says = bad
    kill.suspects[0].evidence[0].entries = [kernel(30_000_000, bad, 1)]
    kill.report = [kernel(36_450_000, bad, 2)]
    kill.outcomeReason = bad
    kill.notes = [bad]
    kill.cleared = [bad]
    kill.remedies = [ToldRemedy(id: bad, scope: .now, text: bad, commands: [bad])]
    diagnosis.boots[0].kills = [kill, kill]
    diagnosis.boots[0].kernel = bad
    diagnosis.boots[0].udev = bad
    diagnosis.boots[0].warnings = [
      NearMiss(
        device: Device(sysname: bad), workerPID: nil, seqnum: nil, program: bad, time: kill.warned,
        culprit: kill.culprit, suspects: [], report: kill.report)
    ]
    diagnosis.boots[0].otherDeaths = [
      OtherDeath(kind: .crash, time: kill.ended, says: bad, driver: bad, report: kill.report)
    ]
    diagnosis.coverage = Coverage(
      sources: [Coverage.Source(name: bad, kind: .text, skipped: bad)],
      gaps: [Coverage.Gap(kind: bad, detail: bad)])
    return diagnosis
  }
}
