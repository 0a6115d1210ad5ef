import JournalReader
import LogModel

/// A line of `--list-boots`, with the keys that journalctl has for it; times are in µs, as there.
struct EncodedBootListing: JSONValue {
  let boot: BootListing

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("index", boot.index)
      json.member("boot_id", boot.id)
      json.member("first_entry", boot.first.map { Int($0) })
      json.member("last_entry", boot.last.map { Int($0) })
      json.member("machine_id", boot.machineID)
      json.member("hostname", boot.hostname)
    }
  }
}
