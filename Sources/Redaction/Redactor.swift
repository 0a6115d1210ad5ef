package import LogModel

/// Replaces what is private in all that leaves the machine, by the same names everywhere.
///
/// The diagnosis is made before, from what the log really says.
package struct Redactor {
  private var pseudonyms = Pseudonyms()
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
    var search = PrivateSearch(text, isOptions: isOptions)
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      if let match = search.announced(at: at) {
        replace(match, in: text, &at, &out)
      } else if text.beginsWord(at: at), let end = reserved.end(ofNameIn: text, at: at) {
        out += text[at..<end]
        at = end
      } else if let match = search.formed(at: at) ?? known.match(text, at: at) {
        replace(match, in: text, &at, &out)
      } else {
        out.append(text[at])
        at += 1
      }
    }
    return out
  }

  package mutating func redacted(_ text: String) -> String {
    String(decoding: redacted(Array(text.utf8)), as: UTF8.self)
  }

  /// A line of a log, or what comes before its message, with the host that stands in it.
  mutating func redacted(line: [UInt8], _ host: Range<Int>?) -> [UInt8] {
    guard let host else { return redacted(line) }
    return redacted(Array(line[..<host.lowerBound])) + pseudonyms.name(.host, line[host])
      + redacted(Array(line[host.upperBound...]))
  }

  /// The name of a host, in a field that has nothing else.
  package mutating func redacted(host: String) -> String {
    let bytes = Array(host.utf8)
    guard !Announcement.isHarmless(bytes[...], .host) else { return host }
    return String(decoding: pseudonyms.name(.host, bytes[...]), as: UTF8.self)
  }

  /// The id of a boot or a machine.
  package mutating func redacted(id: String, _ kind: PrivateKind) -> String {
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

// MARK: - Logs

extension Redactor {
  package mutating func redacted(_ boot: BootLog) -> BootLog {
    var boot = boot
    boot.id = boot.id.map { redacted(id: $0, .boot) }
    boot.machineID = boot.machineID.map { redacted(id: $0, .machine) }
    boot.hostname = boot.hostname.map { redacted(host: $0) }
    for place in boot.entries.indices { boot.entries[place] = redacted(boot.entries[place]) }
    return boot
  }

  package mutating func redacted(_ entry: Entry) -> Entry {
    let prefix = Array(entry.line[..<entry.messageStart])
    let host =
      entry.hostColumn
      ?? prefix.split(separator: 0x20).dropFirst().first {
        reservedHosts.contains($0.map(\.lowercased))
      }?.indices
    let redactedPrefix = redacted(line: prefix, host)
    var speaker = entry.speaker
    speaker.identifier = redacted(speaker.identifier)
    return Entry(
      place: Place(source: redacted(entry.place.source), position: entry.place.position),
      stamp: entry.stamp, speaker: speaker, line: redactedPrefix + redacted(Array(entry.message)),
      messageStart: redactedPrefix.count, device: entry.device.map { redacted($0) })
  }

  /// Where a known host stands in a line of which nothing tells who speaks: behind nothing but a
  /// time and before the kernel's tag or that of a process.
  func hostColumn(in line: [UInt8]) -> Range<Int>? {
    guard !reservedHosts.isEmpty else { return nil }
    let words = line.prefix(256).split(separator: 0x20)
    for (word, tag) in zip(words, words.dropFirst()) {
      let isTag =
        tag.elementsEqual("kernel:".utf8)
        || tag.suffix(2).elementsEqual("]:".utf8) && tag.first?.isDecimal == false
      if isTag, reservedHosts.contains(word.map(\.lowercased)) { return word.indices }
      // `Nov 23 18:41:24`, `2026-11-23T18:41:24+0100`, `[   12.345678]`
      guard word.contains(where: \.isDecimal) || word.count <= 3 else { return nil }
    }
    return nil
  }
}

extension Entry {
  /// Where in a text log's line the host stands: right before the speaker's tag.
  var hostColumn: Range<Int>? {
    let words = line[..<messageStart].split(separator: 0x20)
    let tag = Array(speaker.identifier.utf8)
    guard !tag.isEmpty,
      let place = words.lastIndex(where: {
        $0.starts(with: tag) && ($0.last == UInt8(ascii: ":") || $0.last == UInt8(ascii: "]"))
      }), place > 0
    else { return nil }
    let word = words[place - 1]
    let isTime =
      word.allSatisfy { !$0.isWordByte || $0.isDecimal } && word.count > 5
      || word[word.startIndex].isDecimal && word.contains(UInt8(ascii: ":"))
    let isHost = word.allSatisfy { $0.isWordByte || "._-".utf8.contains($0) }
    return isHost && !isTime && !Announcement.isHarmless(word, .host) ? word.indices : nil
  }
}
