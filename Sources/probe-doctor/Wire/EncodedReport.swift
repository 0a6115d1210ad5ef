import JournalReader
import LogModel
import KillCorrelator

/// The whole answer of `--format json`.
///
/// The keys are a contract with the scripts of others: they may grow in number, but keep their
/// names and meaning. That is why the types here are apart from those of the diagnosis.
///
/// It is written while the findings are made. What was read is known last, and stands last.
struct EncodedReport: GrowingReport {
  private var json: JSONWriter
  /// Which list of the boot at hand is open.
  private var list: EncodedList?
  private var hasBegun = false

  init(to outlet: Outlet) { json = JSONWriter(to: outlet) }

  mutating func begin(_ boot: ToldBoot) {
    endBoot()
    beginReport()
    json.beginElement("{")
    EncodedBootIdentity.writeMembers(of: boot, to: &json)
    open(.kills)
  }

  mutating func add(_ finding: BootFinding) {
    switch finding {
    case .kill(let kill):
      advance(to: .kills)
      json.element(EncodedKill(kill: kill))
    case .warning(let warning):
      advance(to: .warnings)
      json.element(EncodedWarning(warning: warning))
    case .otherDeath(let death):
      advance(to: .otherDeaths)
      json.element(EncodedDeath(death: death))
    }
  }

  mutating func finish(_ coverage: Coverage) {
    endBoot()
    beginReport()
    json.end("]")
    json.member("coverage", EncodedCoverage(coverage: coverage))
    json.end("}")
    json.raw("\n")
  }

  private mutating func beginReport() {
    guard !hasBegun else { return }
    hasBegun = true
    json.begin("{")
    json.member("schema_version", 1)
    json.member("tool", EncodedTool())
    json.begin("boots", "[")
  }

  private mutating func endBoot() {
    guard list != nil else { return }
    advance(to: .otherDeaths)
    json.end("]")
    json.end("}")
    list = nil
  }

  /// Findings come in the order of the lists; one that is passed over is empty.
  private mutating func advance(to wanted: EncodedList) {
    while let open = list, open.rawValue < wanted.rawValue,
      let next = EncodedList(rawValue: open.rawValue + 1)
    {
      json.end("]")
      self.open(next)
    }
  }

  private mutating func open(_ list: EncodedList) {
    json.begin(list.key, "[")
    self.list = list
  }
}

/// The lists of a boot, in their order.
private enum EncodedList: Int {
  case kills, warnings, otherDeaths

  var key: String {
    switch self {
    case .kills: "kills"
    case .warnings: "warnings"
    case .otherDeaths: "other_deaths"
    }
  }
}

struct EncodedTool: JSONValue {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", "probe-doctor")
      json.member("version", ProbeDoctor.version)
    }
  }
}
