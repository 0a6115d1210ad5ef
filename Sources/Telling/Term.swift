internal import KillCorrelator

/// A word of the reports, and what it means: docs/terms.md is made from these.
public struct Term: Sendable {
  public enum Kind: String, Sendable { case outcome, term }
  /// How it stands in reports; the first is its name.
  public let words: [String]
  public let kind: Kind
  public let text: String

  private init(_ words: String..., kind: Kind = .term, is text: String) {
    self.words = words
    self.kind = kind
    self.text = text
  }

  /// The term that a word stands for; nil for any other word.
  public init?(_ word: String) {
    let word = word.lowercased().split(whereSeparator: { $0 == " " || $0 == "-" || $0 == "_" })
    let found = Self.all.first { term in
      term.words.contains { $0.lowercased().split { $0 == " " || $0 == "-" } == word }
    }
    guard let found else { return nil }
    self = found
  }

  /// What a signature is; nil for what is none.
  init?(ofSignature word: String) {
    let kinds = ["event-timeout/", "stop-timeout/", "stuck/", "warning-event-timeout/"]
    guard kinds.contains(where: word.hasPrefix) else { return nil }
    self.init("signature")
  }

  /// What a message is about, where udevd, PID 1 or the kernel says with it what a report tells of.
  init?(ofMessage text: String) {
    let word: String? =
      switch Catalogue.standard.subject(of: text) {
      case .kill: "kill"
      case .nearMiss: "near miss"
      case .stopTimeout: "stop timeout"
      case .settle: "settle"
      case .watchdog: "watchdog"
      case .stuckTask: "stuck"
      case nil: nil
      }
    guard let word else { return nil }
    self.init(word)
  }

  public static let all: [Term] = [
    // who is there
    Term(
      "udevd", "systemd-udevd",
      is:
        "The daemon that handles what the kernel tells of devices. It loads the module that serves a "
        + "device, reads the device, makes links in /dev and starts programs that rules name."),
    Term(
      "worker", "udev-worker",
      is:
        "A process of udevd that handles one uevent at a time. It loads modules itself, so that a "
        + "driver's probe runs within the worker: while that lasts, the worker cannot do anything else."
    ),
    Term(
      "program",
      is:
        "What a udev rule starts (RUN, PROGRAM or IMPORT{program}): the worker waits for it, and udevd "
        + "kills it when the event has taken too long."),
    Term(
      "builtin",
      is:
        "A part of udevd that a rule runs within the worker, as kmod, blkid or usb_id: it can be held "
        + "up by a device that does not answer, and is never blamed for it."),
    Term(
      "uevent", "event",
      is:
        "What the kernel tells of one device: add, bind, change, remove. It has a number, SEQNUM, "
        + "which rises by one with each uevent of a boot."),
    Term(
      "seqnum", is: "The number of a uevent, the same in the kernel's message and in udevd's lines."
    ),
    Term(
      "probe",
      is:
        "The function of a driver that sets a device up. It runs in the process that loads the module, "
        + "unless the driver asks for an asynchronous one, or in the one that registers the device."
    ),
    Term(
      "initcall", "module init",
      is:
        "What a module runs when it is loaded. It registers the module's drivers, and with that most of "
        + "them probe their devices, before the load is over."),
    Term(
      "modalias",
      is:
        "What a device says it is (pci:v00001000d00000073…). A module says which ones it serves; udevd "
        + "loads the modules that match. `probe-doctor explain MODALIAS` tells which those are."),
    Term(
      "coldplug",
      is:
        "At boot udevd lets the kernel tell of all devices again (`udevadm trigger`), so that those found "
        + "before it ran are handled as well: most kills fall into it."),
    Term(
      "settle", "systemd-udev-settle",
      is:
        "`udevadm settle` waits until all uevents are handled. Where one hangs, everything that is "
        + "ordered behind it waits too, 120 s by default."),
    // what happened
    Term(
      "event timeout", "limit", "event_timeout",
      is:
        "How long an event may take: 180 s since systemd 217 (since 256 its worker gets 10 s more), 30 s from "
        + "udev 178 to 216, 30 to 180 s before; distributions and machines set others: udev.event_timeout= on the "
        + "kernel's command line, event_timeout= in udev.conf. From 217 on udevd warns after 60 s: a third of "
        + "what is set."),
    Term(
      "kill", "timeout kill", "SIGKILL",
      is:
        "SIGKILL, sent by udevd to a worker or to a program of it when the event has lasted longer than "
        + "the limit. A process inside the kernel dies when what it waits for ends, or at once if it waits "
        + "killably; then the probe gets an error, often -EINTR, in the middle of its work."),
    Term(
      "near miss", "warning",
      is:
        "An event that lasted longer than a third of the limit, so that udevd warned, and of which the log "
        + "shows no kill. The next slower boot may not be so lucky."),
    Term(
      "stop timeout", "stop-timeout",
      is:
        "A kill by PID 1 (or by udevd as it ends): workers that were still busy when udevd was to stop, at "
        + "the change from the initrd to the root file system, at a restart or at shutdown."),
    Term(
      "victim",
      is: "The process that was killed. It is seldom to blame: it waited for somebody."),
    Term(
      "watchdog",
      is: "PID 1's kill of udevd itself, which did not report in time."),
    // why
    Term(
      "chain",
      is:
        "What the time was spent on, from outside inwards: what the victim was doing (activity), what that "
        + "waited for (wait), and why that did not come (root). Each link has its own evidence and "
        + "confidence; the culprit is the innermost one that is proved."),
    Term(
      "activity", "was loading", "was in", "was held by", "was read by", "was running",
      is: "The outermost link of the chain: what the victim was doing."),
    Term(
      "wait", "waited for",
      is: "The middle link of the chain: whom or what the activity waited for."),
    Term(
      "root", "root cause",
      is: "The innermost link of the chain: why what was waited for did not come."),
    Term(
      "culprit", "to blame",
      is:
        "Who is accused: a driver, a program, hardware or firmware, with certain or likely evidence. "
        + "Nobody is accused of what is only possible."),
    Term(
      "suspect",
      is: "Somebody for whom there are reasons that prove nothing yet: where to look first."),
    Term(
      "less likely", "not suspected",
      is:
        "Less likely is who is suspected for less than the culprit is; what speaks against them stands behind "
        + "their names. Not suspected is who spoke at the time of another device."),
    Term(
      "certain", "likely", "possible", "confidence",
      is:
        "How sure a statement is. What is called certain or likely is meant to be right in nearly all "
        + "cases (docs/rules.md counts how often it was); possible is a hint."),
    Term(
      "evidence", "rule",
      is:
        "One reason, found by one rule, with the lines that show it. `probe-doctor explain RULE` tells what "
        + "a rule proves and when it misleads; docs/rules.md has all of them."),
    Term(
      "stated", "inferred", "certainty",
      is:
        "Whether the log says that there was a kill (stated), or has only what follows from one, or a line "
        + "that is cut (inferred)."),
    Term(
      "worked out",
      is:
        "A time that no line states: it follows from the limit and from the warning or the kill. It may be "
        + "late or early by some seconds."),
    // what it cost
    Term(
      "consequence", "it means",
      is:
        "What a finding means for who uses the machine: whether the device can be used, what was lost, "
        + "whether the boot went on, and whether a reboot is needed."),
    Term(
      "outcome",
      is:
        "What became of the device's driver: bound, unbound, half-initialised, stuck or unknown. It is "
        + "said only where the log shows it."),
    Term("bound", kind: .outcome, is: "The driver has set the device up after all."),
    Term(
      "unbound", kind: .outcome,
      is: "The device has no driver: it does not work until it is probed again."),
    Term(
      "half-initialised", kind: .outcome,
      is:
        "The driver gave up in the middle and left something behind: a second attempt fails, or the kernel "
        + "complains of it. Often only a reboot helps."),
    Term(
      "stuck", "hangs", kind: .outcome,
      is:
        "The victim was still in the kernel when the log ended. The signal waits until what it waits for "
        + "ends; what else needs that device waits as well."),
    Term(
      "unknown", kind: .outcome,
      is:
        "What became of the device is not known. A worker's late end alone shows that the call "
        + "ended, not how."),
    Term(
      "harm",
      is:
        "What the boot lost: its root, file systems, swap, network, units that failed, seconds that it "
        + "waited. It is tied to a finding where device or unit connect the two, else only of the same boot."
    ),
    Term(
      "signature", "fault",
      is:
        "A key that is the same for the same fault on any machine: what happened, whose fault it was (a "
        + "driver, a program, a kind of hardware), and what was wrong with that. A fault of which nobody "
        + "is proved to be the cause is known by the device's model; without one it has none. "
        + "`probe-doctor fleet --by fault` groups reports by it."),
    Term(
      "now", "lasting", "learn",
      is:
        "What can be done: now, for the boot that runs or does not come up; lasting, so that it does not "
        + "happen again; learn, to see more the next time."),
    Term(
      "gap", "coverage",
      is:
        "Something that could not be read, or that the log has lost: a finding may be missing there. "
        + "Without findings the exit status is then 3."),
  ]
}
