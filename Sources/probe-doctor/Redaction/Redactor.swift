import JournalReader
import LogModel

/// Replaces what is private in all that leaves the machine, by the same names everywhere.
///
/// The diagnosis is made before, from what the log really says.
struct Redactor {
  private var pseudonyms = Pseudonyms()
  /// What is replaced wherever it stands.
  let stated: StatedValues
  let vocabulary: Vocabulary
  private let hosts: Set<[UInt8]>
  /// Names of hosts that are words of the log too: replaced where it is known that a host is meant.
  let hiddenHosts: Set<[UInt8]>

  init(_ values: PrivateValues) {
    let words = values.vocabulary
    vocabulary = words
    hosts = values.hosts
    stated = values.stated.filtered { !words.has($0) }
    hiddenHosts = hosts.filter { words.has(StatedValues.Value(kind: .host, bytes: $0)) }
    // so that ids are known by what they are wherever they stand
    for id in values.ids { _ = pseudonyms.name(id.kind, id.value[...]) }
  }

  /// How many values of each kind were replaced so far.
  var counts: [PrivateKind: Int] { pseudonyms.counts }

  /// The same without what is private.
  mutating func redacted(_ text: [UInt8], isOptions: Bool = false) -> [UInt8] {
    var search = PrivateSearch(text, isOptions: isOptions)
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      if let spot = search.announced(at: at) {
        replace(spot, in: text, &at, &out)
      } else if text.beginsWord(at: at), let end = vocabulary.end(ofNameIn: text, at: at) {
        out += text[at..<end]
        at = end
      } else if let spot = search.formed(at: at) ?? stated.match(text, at: at) {
        replace(spot, in: text, &at, &out)
      } else {
        out.append(text[at])
        at += 1
      }
    }
    return out
  }

  mutating func redacted(_ text: String) -> String {
    String(decoding: redacted(Array(text.utf8)), as: UTF8.self)
  }

  /// An entry, with the host in its line's prefix.
  mutating func redacted(_ entry: Entry) -> Entry {
    let prefix = redacted(prefix: Array(entry.line[..<entry.messageStart]), hostColumn(of: entry))
    var speaker = entry.speaker
    speaker.identifier = redacted(speaker.identifier)
    return Entry(
      place: Place(source: redacted(entry.place.source), position: entry.place.position),
      stamp: entry.stamp, speaker: speaker, line: prefix + redacted(Array(entry.message)),
      messageStart: prefix.count, device: entry.device.map { redacted($0) })
  }

  private mutating func redacted(prefix: [UInt8], _ host: Range<Int>?) -> [UInt8] {
    guard let host else { return redacted(prefix) }
    return redacted(Array(prefix[..<host.lowerBound])) + pseudonyms.name(.host, prefix[host])
      + redacted(Array(prefix[host.upperBound...]))
  }

  /// The name of a host, in a field that has nothing else.
  mutating func redacted(host: String) -> String {
    let bytes = Array(host.utf8)
    guard !Lead.isHarmless(bytes[...], .host) else { return host }
    return String(decoding: pseudonyms.name(.host, bytes[...]), as: UTF8.self)
  }

  /// The id of a boot or a machine.
  mutating func redacted(id: String, _ kind: PrivateKind) -> String {
    String(decoding: pseudonyms.name(kind, Array(id.utf8)[...]), as: UTF8.self)
  }

  private mutating func replace(
    _ spot: PrivateSpot, in text: [UInt8], _ at: inout Int, _ out: inout [UInt8]
  ) {
    out += text[at..<spot.range.lowerBound]
    out += pseudonyms.name(spot.kind, text[spot.range])
    at = spot.range.upperBound
  }

  private func hostColumn(of entry: Entry) -> Range<Int>? {
    if let column = entry.hostColumn { return column }
    return entry.line[..<entry.messageStart].split(separator: 0x20).dropFirst().first {
      hosts.contains($0.map(\.lowercased))
    }?.indices
  }
}
