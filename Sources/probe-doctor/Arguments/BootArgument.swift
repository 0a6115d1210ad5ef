import ArgumentParser
import JournalReader
import LogModel
import Platform

/// The value of `--boot`, as journalctl writes it: an offset (`0`, `-1`, `1`), a boot id, or `all`. The
/// first digits of an id do, from eight on: as many as people quote.
struct BootArgument: ExpressibleByArgument, Equatable {
  let boot: Selection.Boot

  init?(argument: String) {
    if argument == "all" {
      boot = .all
    } else if let offset = Int(argument), argument.utf8.count < 8 {
      boot = .offset(offset)
    } else if Self.isID(argument) {
      boot = .id(argument)
    } else {
      return nil
    }
  }

  /// Hexadecimal digits, also with the dashes that /proc/sys/kernel/random/boot_id has.
  private static func isID(_ text: String) -> Bool {
    let digits = text.filter { $0 != "-" }
    return (8...32).contains(digits.utf8.count) && digits.allSatisfy(\.isHexDigit)
  }

  /// What a shell offers: the boots of this machine's journal, the newest first.
  static func choices() -> [String] {
    let boots = (try? Input.boots([.live(LiveOptions())]).boots) ?? []
    let offsets = Selection.Boot.offsets(of: boots.count).reversed().map { "\($0)" }
    return offsets + ["all"] + boots.reversed().compactMap { $0.id.map { String($0.prefix(12)) } }
  }

  /// Writes out the value that `-b` and `--boot` may leave out, for ArgumentParser has no options
  /// with an optional value: `-b` becomes `--boot=0`, `-b -1` and `-b-1` become `--boot=-1`.
  ///
  /// As in journalctl, the next word is the value if it can be one; else it is something of its
  /// own, as in `probe-doctor -b system.journal`.
  ///
  /// - Throws: `Complaint` if the next word is neither.
  static func spellOut(_ arguments: [String]) throws(Complaint) -> [String] {
    var out: [String] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      guard word != "--" else { return out + [word] + rest }
      guard let attached = attachedValue(of: word) else {
        out.append(word)
        continue
      }
      if !attached.isEmpty {
        out.append("--boot=\(attached)")
      } else if let next = rest.first, BootArgument(argument: next) != nil {
        out.append("--boot=\(next)")
        rest.removeFirst()
      } else {
        if let next = rest.first, next.isPlainWord, (try? FileKind(of: next)) == nil {
          throw Complaint(
            name: next, reason: "is neither a boot nor a file",
            cure: "a boot is 0, -1, all or an id: --list-boots shows which there are")
        }
        out.append("--boot=0")
      }
    }
    return out
  }

  /// What stands directly behind `-b`; nil if the word is not this option without a `=`.
  private static func attachedValue(of word: String) -> Substring? {
    if word == "--boot" { return "" }
    return word.hasPrefix("-b") ? word.dropFirst(2) : nil
  }
}
