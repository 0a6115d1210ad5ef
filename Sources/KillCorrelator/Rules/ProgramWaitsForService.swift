internal import LogModel

enum ProgramWaitsForService {
  static let rule = Rule(
    id: "program-waits-for-service",
    title: "The program waits for a service",
    proves:
      "A rule's program tells PID 1 to start, stop or restart a unit and waits for that, or waits "
      + "for udev itself (`udevadm settle`). The unit often waits for the device whose event this "
      + "is: both wait for each other until the limit ends it.",
    misleads: "With `--no-block` it does not wait.",
    source: "systemctl(1); udevadm(8): settle waits for the events that are still running.",
    link: .wait, witness: .steps, weights: [starts], examine: examine)

  private static let starts = Weight(2.5, "its command line says so")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let program = kill.draft.program, let unit = unit(in: program) else { return [] }
    let name = Command(program).program
    let entries = kill.draft.report.filter { boot.fact(at: $0)?[.command] == program }
    return [
      Suspicion(.service, unit, starts, .waitsForService(program: name), Array(entries.prefix(2))),
      Suspicion(
        .program, name, starts, .startsService(unit: unit), Array(entries.prefix(2)), at: .root),
    ]
  }

  /// The unit that a command waits for; `systemd-udevd.service` for a wait for udev itself.
  static func unit(in command: String) -> String? {
    let words = command.split { " '\";&|".contains($0) }.map(String.init)
    guard !words.contains("--no-block") else { return nil }
    for (number, word) in words.enumerated() {
      let tool = word.split(separator: "/").last.map(String.init) ?? word
      let rest = words.dropFirst(number + 1).filter { !$0.hasPrefix("-") }
      switch tool {
      case "systemctl":
        if let verb = rest.first, verbs.contains(verb), let unit = rest.dropFirst().first {
          return unit.contains(".") ? unit : unit + ".service"
        }
      case "udevadm":
        if rest.first == "settle" || words.contains("--settle") { return "systemd-udevd.service" }
      case "service", "invoke-rc.d", "rc-service":
        if rest.count >= 2, verbs.contains(rest.last ?? "") { return rest[rest.startIndex] }
      default: continue
      }
    }
    return nil
  }

  private static let verbs: Set<String> = [
    "start", "stop", "restart", "reload", "try-restart", "reload-or-restart", "force-reload",
    "reload-or-try-restart", "isolate",
  ]
}
