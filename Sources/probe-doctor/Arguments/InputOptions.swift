import ArgumentParser
import Examination
import Glibc
import JournalReader

/// What is read.
struct InputArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A log: a journal file or directory, saved text (dmesg, journalctl, syslog, a console), any of them compressed or in an archive, a folder with such files, or - for standard input. What it is is told by its content. Without one, this machine's journal is read.",
      valueName: "input"), completion: .file())
  var inputs: [String] = []

  @OptionGroup var options: InputOptions

  var choice: InputChoice {
    var choice = options.choice
    choice.inputs = inputs
    return choice
  }

  func validate() throws { try Self.validate(inputs) }

  static func validate(_ inputs: [String]) throws {
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Standard input (-) can be read only once")
    }
  }
}

/// Messages of the user's own.
struct MessageOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Know the messages in this file too; may be given repeatedly. Those below /etc/probe-doctor/messages.d and ~/.config/probe-doctor/messages.d are known without it.",
      valueName: "file"), completion: .file())
  var messages: [String] = []

  var files: MessageFiles { MessageFiles(named: messages) }
}

/// Which part of it, and where else it lies: named as journalctl names it where journalctl has a name.
struct InputOptions: ParsableArguments {
  @Option(
    name: [.short, .long], parsing: .unconditional,
    help: ArgumentHelp(
      "The boot to look at: 0 (the last), -1 (the one before it), a boot id or its first digits, or all. Without a value: 0.",
      valueName: "id|offset"), completion: .custom { _, _, _ in BootArgument.choices() })
  var boot: BootArgument?

  @Option(
    name: [.customShort("D"), .long],
    help: ArgumentHelp(
      "Read the journal files below this directory; may be given repeatedly.",
      valueName: "directory"), completion: .directory)
  var directory: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Read the journal files that this pattern matches; may be given repeatedly.",
      valueName: "glob"), completion: .file())
  var file: [String] = []

  @Option(
    name: [.customShort("S"), .long], parsing: .unconditional,
    help: ArgumentHelp(
      "Leave out what is older: a date, a time, today, yesterday, -1h, @SECONDS.",
      valueName: "time"))
  var since: PointInTime?

  @Option(
    name: [.customShort("U"), .long], parsing: .unconditional,
    help: ArgumentHelp("Leave out what is newer.", valueName: "time"))
  var until: PointInTime?

  @Flag(name: [.short, .long], help: "Read also the journals received from other machines.")
  var merge = false

  @Option(
    name: .long,
    help: ArgumentHelp("Read the journal of the system mounted there.", valueName: "directory"),
    completion: .directory)
  var root: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Read this journal namespace, +NAME for it and the default one, or * for all.",
      valueName: "name"))
  var namespace: String?

  @Flag(
    name: .long,
    help:
      "Read every journal file through, also where its index can be believed: slow, for journals that may be damaged."
  )
  var thorough = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Ask these module tables which driver serves a device: a folder with modules.alias.bin, or one with such folders by release. Without it: this machine's, for its own boots.",
      valueName: "directory"), completion: .directory)
  var modules: String?

  @OptionGroup var own: MessageOptions

  var choice: InputChoice {
    InputChoice(
      boot: boot?.boot, directories: directory, files: file,
      since: since?.microseconds, until: until?.microseconds, merge: merge, root: root,
      namespace: namespace, isThorough: thorough, modules: modules,
      messages: own.files)
  }

  func validate() throws {
    if !directory.isEmpty, root != nil {
      throw ValidationError("--directory and --root name different journals; give one of them")
    }
    if let modules, access("\(modules)/.", F_OK) != 0 {
      throw ValidationError("--modules needs a folder; \(modules) is none")
    }
    if let since, let until, since.microseconds > until.microseconds {
      throw ValidationError("--since must be before --until")
    }
  }
}

extension PointInTime: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
}
