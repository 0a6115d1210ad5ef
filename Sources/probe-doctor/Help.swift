import Glibc

/// The help, as the argument parser writes it at its usual width: to be shown without making the parser
/// describe each option first. A test compares the two; UPDATE_GOLDEN=1 writes this file anew.
enum Help {
  /// Whether nothing asks for another width.
  static var fits: Bool {
    var size = winsize()
    return getenv("COLUMNS") == nil && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) != 0
  }

  static let text = #"""
    OVERVIEW: Find device workers that were killed because they took too long, and
    say why.

    USAGE: probe-doctor [<options>] [<input> ...] <subcommand>

    WHAT TO READ:
      <input>                 A log: a journal file or directory, saved text
                              (dmesg, journalctl, syslog, a console), any of them
                              compressed or in an archive, a folder with such
                              files, or - for standard input. What it is is told by
                              its content. Without one, this machine's journal is
                              read.
      -b, --boot <id|offset>  The boot to look at: 0 (the last), -1 (the one before
                              it), a boot id or its first digits, or all. Without a
                              value: 0.
      -D, --directory <directory>
                              Read the journal files below this directory; may be
                              given repeatedly.
      --file <glob>           Read the journal files that this pattern matches; may
                              be given repeatedly.
      -S, --since <time>      Leave out what is older: a date, a time, today,
                              yesterday, -1h, @SECONDS.
      -U, --until <time>      Leave out what is newer.
      -m, --merge             Read also the journals received from other machines.
      --root <directory>      Read the journal of the system mounted there.
      --namespace <name>      Read this journal namespace, +NAME for it and the
                              default one, or * for all.
      --thorough              Read every journal file through, also where its index
                              can be believed: slow, for journals that may be
                              damaged.
      --modules <directory>   Ask these module tables which driver serves a device:
                              a folder with modules.alias.bin, or one with such
                              folders by release. Without it: this machine's, for
                              its own boots.
      --messages <file>       Know the messages in this file too; may be given
                              repeatedly. Those below /etc/probe-doctor/messages.d
                              and ~/.config/probe-doctor/messages.d are known
                              without it.

    WHAT TO COMPARE WITH:
      --against <boot|log>    Compare a device that took too long with what it did
                              in this boot, named as for --boot, or in all boots of
                              this log; none: with nothing. Without it: with the
                              other boots of the input, where it has any.

    HOW TO SHOW IT:
      --format <format>       The form of the answer: text for people; json, or
                              ndjson with a line for each finding, for programs;
                              markdown for an issue tracker; html, a page with a
                              time line; svg, the time line alone. (values: text,
                              json, ndjson, markdown, html, svg; default: text)
      -o, --output <file>     Write the answer to this file; - is standard output.
      --redact                Replace names of hosts and users, addresses, serial
                              numbers and the like by host-1, user-1 and so on, the
                              same ones in all of the answer. Markdown, html, svg
                              and bundles, which are made to be passed on, have it
                              without asking.
      --no-redact             Leave all names, addresses and serial numbers as they
                              are, also in what is made to be passed on.
      -q, --quiet             Show only the findings' headlines.
      --brief                 Show the whole answer in at most 20 lines of 80
                              columns. On the console of an initrd or of a rescue
                              shell that is done without asking.
      --no-brief              Show the whole report, also on such a console.
      --utc                   Show times in UTC, where a log tells its zone; else
                              as the log itself has them.
      --color <when>          When to use colour; auto: on a terminal that takes
                              it. (values: auto, always, never; default: auto)
      --no-pager              Accepted for habit's sake: no pager is used.

    OPTIONS:
      --list-boots            List the boots in the log and stop.
      --fail-on <what>        From what on the exit status is 1: kill, stuck (also
                              a worker that is stuck in the kernel), warning (also
                              a near miss), harm (also whatever else the machine
                              lost). (values: kill, stuck, warning, harm; default:
                              kill)
      --version               Show the version.
      -h, --help              Show help information.

    SUBCOMMANDS:
      bundle                  Put the diagnosis and the log around each kill into
                              an archive to be passed on.
      watch                   Follow this machine, and save what a stuck worker
                              shows before udevd kills it.
      list                    List what was kept: diagnoses of kills, or how long
                              drivers took.
      info                    Show a diagnosis that list names.
      fleet                   Count the kills of many machines: which driver,
                              where, since when.
      annotate                Show a log's kernel lines with the module that
                              printed each.
      explain                 Say what a word of a report means, or whose a word
                              out of a log is.
      check-messages          Check files of messages of your own, and say what is
                              wrong and where.

      See 'probe-doctor help <subcommand>' for detailed help.
    """#
}
