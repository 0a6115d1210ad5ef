import LogModel
import ReportModel
import Telling
import Testing

/// What a boot lost is started again, where that can be.
@Suite struct RecoveryTests {
  private func commands(
    _ kinds: [(kind: String, what: String?)], _ change: (inout Report.Boot) -> Void = { _ in }
  ) -> [String]? {
    var kill = Samples.kill("0000:00:06.0", worker: 219, at: 36_450_000)
    kill.outcome = .unbound
    var boot = Samples.boot(kills: [kill])
    boot.tell()
    boot.harm = kinds.map {
      var harm = Report.Harm(kind: $0.kind, evidence: [])
      harm.what = $0.what
      harm.findings = [boot.kills[0].id]
      return harm
    }
    change(&boot)
    boot.tell()
    // told twice, it is advised once
    boot.tell()
    let advised = boot.kills[0].remedies.filter { $0.id == "go-on" }
    #expect(advised.count <= 1)
    return advised.first?.commands
  }

  @Test func eachThingHasItsCommand() {
    #expect(commands([("file-system", "srv.mount")]) == ["systemctl start srv.mount"])
    #expect(commands([("file-system", "/srv"), ("swap", nil)]) == ["mount -a", "swapon -a"])
    #expect(
      commands([("file-system", "srv.mount"), ("emergency", nil)])
        == ["systemctl start srv.mount", "systemctl default"])
  }

  @Test func aNameThatIsNoUnitsIsNoCommand() {
    #expect(commands([("file-system", "a; reboot.mount")]) == ["mount -a"])
    #expect(commands([("file-system", "srv-my\\x20data.mount")]) == ["mount -a"])
  }

  @Test func whereNothingHelpsNothingIsAdvised() {
    #expect(commands([]) == nil)
    #expect(commands([("settle", nil)]) == nil)
    // in the initrd's shell nothing is mounted yet
    #expect(commands([("root", "/dev/sda1"), ("emergency", nil)]) == nil)
    // only of the same boot
    #expect(commands([("swap", nil)]) { $0.harm[0].findings = [] } == nil)
    // the device does not come before a reboot
    for outcome in [Report.Outcome.stuck, .halfInitialised] {
      #expect(commands([("swap", nil)]) { $0.kills[0].outcome = outcome } == nil)
    }
  }
}
