package import LogModel

/// Replaces what is private in all that leaves the machine, by the same names everywhere.
///
/// The diagnosis is made before, from what the log really says.
package struct Redactor {
  private var pseudonyms = Pseudonyms()
  /// The last texts, and what became of them: a line is quoted for several reasons.
  private var done: [[UInt8]: [UInt8]] = [:]
  private static let mostDone = 1024
  /// What is replaced wherever it stands.
  let known: KnownValues
  let reserved: ReservedWords
  /// Names of hosts that are words of the log too: replaced where it is known that a host is meant.
  let reservedHosts: Set<[UInt8]>

  package init(_ values: PrivateValues) {
    let words = values.reserved
    reserved = words
    known = KnownValues(values.known.all.lazy.filter { !words.contains($0) })
    reservedHosts = values.hosts.filter {
      words.contains(KnownValues.Value(kind: .host, bytes: $0))
    }
    // so that ids are known by what they are wherever they stand
    for id in values.ids { _ = pseudonyms.name(id.kind, id.value[...]) }
  }

  /// How many values of each kind were replaced so far.
  package var counts: [PrivateKind: Int] { pseudonyms.counts }

  /// The same without what is private.
  package mutating func redacted(_ text: [UInt8], isOptions: Bool = false) -> [UInt8] {
    if isOptions { return replaced(text, isOptions: true) }
    if let known = done[text] { return known }
    let redacted = replaced(text)
    if done.count == Self.mostDone { done.removeAll(keepingCapacity: true) }
    done[text] = redacted
    return redacted
  }

  private mutating func replaced(_ text: [UInt8], isOptions: Bool = false) -> [UInt8] {
    var search = PrivateSearch(text, isOptions: isOptions)
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      let isWord = text.beginsWord(at: at)
      if let match = search.announced(at: at) {
        replace(match, in: text, &at, &out)
      } else if isWord, let end = reserved.end(ofNameIn: text, at: at) {
        out += text[at..<end]
        at = end
      } else if let match = (isWord ? search.formed(at: at) : nil) ?? known.match(text, at: at)
        ?? (isWord ? search.domain(at: at) ?? givenName(in: text, at, search) : nil)
      {
        replace(match, in: text, &at, &out)
      } else {
        out.append(text[at])
        at += 1
      }
    }
    return out
  }

  /// A name that only its place tells of, unless the log speaks of hardware and software so.
  private func givenName(in text: [UInt8], _ at: Int, _ search: PrivateSearch) -> PrivateMatch? {
    guard let match = search.givenName(at: at) else { return nil }
    let value = KnownValues.Value(kind: match.kind, bytes: text[match.range].map(\.lowercased))
    return reserved.contains(value) ? nil : match
  }

  package mutating func redacted(_ text: String) -> String {
    String(decoding: redacted(Array(text.utf8)), as: UTF8.self)
  }

  /// A line of a log, with the host in what stands before its message.
  mutating func redacted(
    line: [UInt8], messageStart: Int, speaker: String
  ) -> (line: [UInt8], messageStart: Int) {
    let words = line[..<messageStart].split(separator: 0x20)
    let host =
      HostColumn.range(in: words, speaker: speaker)
      ?? words.dropFirst().first { reservedHosts.contains($0.map(\.lowercased)) }?.indices
    var prefix: [UInt8]
    if let host {
      prefix = redacted(Array(line[..<host.lowerBound])) + pseudonyms.name(.host, line[host])
      prefix += redacted(Array(line[host.upperBound..<messageStart]))
    } else {
      prefix = redacted(Array(line[..<messageStart]))
    }
    return (prefix + redacted(Array(line[messageStart...])), prefix.count)
  }

  /// The name of a host, in a field that has nothing else.
  mutating func redacted(host: String) -> String {
    let bytes = Array(host.utf8)
    guard !Announcement.isHarmless(bytes[...], .host) else { return host }
    return String(decoding: pseudonyms.name(.host, bytes[...]), as: UTF8.self)
  }

  /// The id of a boot or a machine.
  mutating func redacted(id: String, _ kind: PrivateKind) -> String {
    String(decoding: pseudonyms.name(kind, Array(id.utf8)[...]), as: UTF8.self)
  }

  private mutating func replace(
    _ match: PrivateMatch, in text: [UInt8], _ at: inout Int, _ out: inout [UInt8]
  ) {
    out += text[at..<match.range.lowerBound]
    out += pseudonyms.name(match.kind, text[match.range])
    at = match.range.upperBound
  }
}

extension Redactor {
  package mutating func redacted(_ boot: BootLog) -> BootLog {
    var boot = boot
    boot.id = boot.id.map { redacted(id: $0, .boot) }
    boot.machineID = boot.machineID.map { redacted(id: $0, .machine) }
    boot.hostname = boot.hostname.map { redacted(host: $0) }
    for place in boot.entries.indices { boot.entries[place] = redacted(boot.entries[place]) }
    return boot
  }

  private mutating func redacted(_ entry: Entry) -> Entry {
    var speaker = entry.speaker
    let (line, messageStart) = redacted(
      line: entry.line, messageStart: entry.messageStart, speaker: speaker.identifier)
    speaker.identifier = redacted(speaker.identifier)
    return Entry(
      place: Place(source: redacted(entry.place.source), position: entry.place.position),
      stamp: entry.stamp, speaker: speaker, line: line, messageStart: messageStart,
      device: entry.device.map { redacted($0) })
  }
}
