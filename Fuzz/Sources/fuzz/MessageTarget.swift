import JournalReader
import LogModel
import KillCorrelator

/// The first line is a form of a message, as a file of rows may hold it; the rest is a message.
enum MessageTarget {
  static func tryOut(_ bytes: UnsafeRawBufferPointer) {
    let parts = bytes.split(
      separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    let message = parts.last.map { Array($0) } ?? []
    if let first = parts.first, let form = try? Form(String(decoding: first, as: UTF8.self)) {
      check(form.match(message[...]), message)
    }
    for speaker in [
      Speaker.kernel, Speaker(kind: .program, identifier: "systemd-udevd", pid: 7),
      Speaker(kind: .program, identifier: "systemd", pid: 1), .unknown,
    ] {
      let entry = Entry(
        place: Place(source: "input", position: .line(1)), stamp: .none, speaker: speaker,
        line: message)
      check(Catalogue.standard.recognise(entry)?.values, message)
    }
  }

  /// What stands in a hole stands in the message; where a hole ends within a letter, each of its
  /// bytes shows as U+FFFD, which is longer.
  private static func check(_ values: HoleValues?, _ message: [UInt8]) {
    let text = String(decoding: message, as: UTF8.self)
    guard let values else { return }
    for case (let hole, let value?) in zip(values.holes, values.values) {
      let isWhole = !value.contains("\u{fffd}")
      require(!isWhole || text.utf8.count >= value.utf8.count, "\(hole) is too long")
    }
  }
}
