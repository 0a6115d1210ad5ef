import JournalReader
import KillCorrelator

/// A line of `--list-boots`, with the keys that journalctl has for it, and times as everywhere
/// in this program's JSON.
struct EncodedBootLog: JSONValue {
  let offset: Int
  let boot: BootLog

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("index", offset)
      json.member("boot_id", boot.id)
      json.member("first_entry", boot.first.map(moment))
      json.member("last_entry", boot.last.map(moment))
    }
  }

  private func moment(_ stamp: Stamp) -> EncodedMoment {
    EncodedMoment(Moment(stamp: stamp, basis: .stated))
  }
}
