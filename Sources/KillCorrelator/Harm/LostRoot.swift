internal import LogModel

/// The root file system that never came, and the shell or the panic that followed.
struct LostRoot {
  private let boot: BootContext
  private let ties: HarmTies
  private(set) var harm: [Harm] = []

  init(_ boot: BootContext, _ ties: HarmTies) {
    self.boot = boot
    self.ties = ties
    readRoot()
    readPanic()
  }

  /// What the initrd gave up, or still waits for.
  private mutating func readRoot() {
    let given = boot.facts(.rootMissing)
    let awaited = boot.facts(.rootAwaited)
    let hooks = boot.facts(.deviceAwaited).filter {
      LostUnit.unescaped($0[.path] ?? "").hasPrefix("/dev/")
    }
    // dracut names what is missing when it starts its shell
    let isLost = !given.isEmpty || !awaited.isEmpty || !boot.facts(.emergencyEntered).isEmpty
    guard isLost, let first = (given + awaited + hooks).min(by: { $0.entry < $1.entry }) else {
      return
    }
    let paths = (given + hooks).compactMap { $0[.path] }.map {
      LostUnit.unescaped($0).replacing("\"", with: "")
    }
    let named = paths.first ?? boot.system.option("root")
    var evidence: [HarmEvidence] = []
    func show(_ reason: HarmEvidence.Reason, _ facts: [Fact]) {
      guard !facts.isEmpty else { return }
      evidence.append(HarmEvidence(reason, facts, in: boot))
    }
    show(.rootMissing, given)
    show(.rootAwaited, awaited)
    show(.deviceAwaited, hooks)
    // dracut begins to complain at two thirds of its patience
    let came = boot.facts(.switchingRoot).contains { $0.entry > first.entry }
    var lost = Harm(came ? .bootDelay : .root, named, evidence)
    lost.findings = ties.named(paths + RootDevice.paths(named ?? ""))
    if lost.findings.isEmpty { lost.findings = ties.of(.storage, at: first.entry) }
    harm.append(lost)
  }

  private mutating func readPanic() {
    let facts = boot.facts(.panicked).filter { !isWanted(boot.entries[$0.entry].text) }
    guard let panic = facts.first else { return }
    let text = boot.entries[panic.entry].text
    let shown = HarmEvidence(reason: .panicked, entries: [boot.entries[panic.entry]])
    if text.contains("root fs") {
      if let known = harm.firstIndex(where: { $0.kind == .root }) {
        harm[known].evidence.append(shown)
      } else {
        var root = Harm(.root, boot.system.option("root"), [shown])
        root.findings = ties.of(.storage, at: panic.entry)
        harm.append(root)
      }
      return
    }
    var lost = Harm(.panic, nil, [shown])
    if text.contains("hung_task") { lost.findings = ties.of([.stuck, .kill]) }
    // panic_on_oops: the error and the panic are of one moment (`oops_end` in arch/x86/kernel/dumpstack.c)
    let isError = boot.traces.contains { $0.kind == .oops && $0.entries.first == panic.entry }
    if text.contains("Fatal exception") || isError { lost.findings = ties.of([.oops]) }
    harm.append(lost)
  }

  /// Somebody asked for it.
  private func isWanted(_ text: String) -> Bool { text.contains("sysrq triggered crash") }
}
