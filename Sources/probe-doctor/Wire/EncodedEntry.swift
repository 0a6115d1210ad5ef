import JournalReader
import LogModel

/// One line of a log and where it stands.
struct EncodedEntry: JSONValue {
  let entry: Entry

  func write(to json: inout JSONWriter) {
    let line = entry.quotable
    json.object { json in
      json.member("source", entry.place.source)
      json.member("position", entry.place.position.description)
      json.member("text", String(decoding: line, as: UTF8.self))
      if String(validating: line, as: UTF8.self) == nil {
        json.member("bytes_base64", base64(line))
      }
    }
  }
}

extension Entry {
  /// The line as the user knows it: a text log's own, else the journal's speaker and message.
  var quotable: [UInt8] {
    if case .line = place.position { return line }
    guard messageStart == 0, !speaker.identifier.isEmpty else { return line }
    let process = speaker.pid.map { "[\($0)]" } ?? ""
    return Array("\(speaker.identifier)\(process): ".utf8) + line
  }
}

/// The standard alphabet of RFC 4648, padded.
func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var out: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for place in 0..<4 {
      out.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : 0x3d)
    }
  }
  return String(decoding: out, as: UTF8.self)
}
