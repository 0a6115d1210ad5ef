package import LogModel
package import ReportModel

/// Which values are private, and which words are not: learned from boot after boot as they are
/// read, so that none has to be kept for it.
///
/// What was told to be private in one line is then known in every other.
package struct PrivateValues {
  private(set) var known = KnownValues()
  private(set) var reserved: ReservedWords
  /// Names of hosts, with and without their domain, in small letters.
  private(set) var hosts: Set<[UInt8]> = []
  /// Ids of boots and machines, in the order in which they came.
  private(set) var ids: [(kind: PrivateKind, value: [UInt8])] = []

  /// - Parameter question: has the words that must stay.
  package init(_ question: Question) { reserved = ReservedWords(question) }

  package mutating func learn(_ boot: BootLog) {
    learn(.host, boot.hostname)
    learn(.machine, boot.machineID)
    learn(.boot, boot.id)
    for entry in boot.entries {
      reserved.learn(entry)
      let prefix = entry.line[..<entry.messageStart].split(separator: 0x20)
      if let host = HostColumn.range(in: prefix, speaker: entry.speaker.identifier) {
        learn(.host, entry.line[host])
      }
      // what a message is about stands behind the tag of its speaker
      learn(entry.line[max(entry.line.startIndex, entry.messageStart - 3)...])
    }
  }

  /// Learns the names that must stay, and from lines that stood beside the log.
  package mutating func learn(_ report: Report) {
    for boot in report.boots {
      learn(.host, boot.hostname)
      learn(.machine, boot.machineID)
      learn(.boot, boot.bootID)
      keep(boot.kernel)
      keep(boot.udev)
      for entry in boot.eventTimeout.entries { learn(entry.message) }
      for finding in boot.findings {
        for link in finding.chain {
          if link.kind == "driver" || link.kind == "kernel-bug", let name = link.name { keep(name) }
          for entry in link.evidence.flatMap(\.entries) { learn(entry.message) }
        }
        for suspect in finding.suspects {
          if suspect.kind == .driver { keep(suspect.name) }
          for entry in (suspect.evidence + suspect.against).flatMap(\.entries) {
            learn(entry.message)
          }
        }
        keep(device: finding.device?.sysname)
        // whom to write to about a driver of the kernel's tree is known to all
        if let reportTo = finding.reportTo {
          keep(reportTo.list)
          keep(reportTo.list.split(separator: "@").last.map(String.init))
          reserved.learn(words: Array(reportTo.directory.utf8)[...])
        }
      }
    }
  }

  /// A version or the name of a driver or a device: it stays as it is.
  package mutating func keep(_ name: String?) { reserved.keep(name) }

  /// The same of a device, unless it is an interface that is named by its address.
  package mutating func keep(device name: String?) {
    if let name, PrivateSearch.matches(in: Array(name.utf8)).isEmpty { keep(name) }
  }

  /// Learns from any text.
  ///
  /// - Parameter isOptions: it is a command line of the kernel.
  package mutating func learn(_ text: some Collection<UInt8>, isOptions: Bool = false) {
    let text = Array(text)
    // a domain is known by its form wherever it stands; parts of it may be known as something else
    for match in PrivateSearch.matches(in: text, isOptions: isOptions)
    where match.kind != .domain || isOptions {
      learn(match.kind, text[match.range])
    }
  }

  /// Learns one value, if there is one.
  package mutating func learn(_ kind: PrivateKind, _ value: String?) {
    if let value { learn(kind, Array(value.utf8)[...]) }
  }

  private mutating func learn(_ kind: PrivateKind, _ value: ArraySlice<UInt8>) {
    guard !Announcement.isHarmless(value, kind) else { return }
    switch kind {
    case .boot, .machine:
      ids.append((kind, Array(value)))
      known.insert(kind, value)
    case .host: learn(host: value)
    case .mac, .wwn:
      known.insert(kind, value)
      known.insert(kind, value.filter { $0.isWordByte })
    case .disk: learn(disk: value)
    case .volume: learn(volume: value)
    case .address: learn(address: value)
    // what is called `data` somewhere is a word elsewhere
    case .share: break
    case .uuid where value.count < 32, .secret where value.count < 6: break
    default: known.insert(kind, value)
    }
  }

  private mutating func learn(host value: ArraySlice<UInt8>) {
    guard PrivateSearch.matches(in: Array(value)).allSatisfy({ $0.kind == .domain }) else { return }
    let labels = value.split(separator: UInt8(ascii: "."), maxSplits: 1)
    guard let name = labels.first else { return }
    for name in [value, name] {
      hosts.insert(name.map(\.lowercased))
      known.insert(.host, name)
    }
    if labels.count > 1, labels[1].contains(UInt8(ascii: ".")) {
      known.insert(.domain, labels[1])
    }
  }

  /// `ridge-vg/root`, `UUID=…=vault`, `UUID=…:vault`: each part is a name that stands elsewhere too.
  private mutating func learn(volume value: ArraySlice<UInt8>) {
    let parts = value.split { "/=:".utf8.contains($0) }
    for name in [value] + (parts.count > 1 ? parts : [])
    where name == value || PrivateSearch.matches(in: Array(name)).isEmpty && name.count < 64 {
      guard !Announcement.isHarmless(name, .volume) else { continue }
      known.insert(.volume, name)
      // as systemd writes it in the names of units
      let escaped = String(decoding: name, as: UTF8.self).replacing("-", with: "\\x2d")
      known.insert(.volume, escaped.utf8)
    }
  }

  /// `nfs:nas.example.org:/srv`, `http://user@nas.example.org/x`: the server is named elsewhere too.
  private mutating func learn(address value: ArraySlice<UInt8>) {
    known.insert(.address, value)
    learn(value)
    for part in value.split(whereSeparator: { "/:,@[]=".utf8.contains($0) }) {
      let labels = part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let isName = labels.count > 2 && labels.allSatisfy { !$0.isEmpty }
      if isName, labels.last?.allSatisfy(\.isASCIILetter) == true { learn(host: part) }
    }
  }

  /// `ata-Samsung_SSD_860_EVO_500GB_S3Z1NB0K123456A-part1`: the serial number stands last.
  private mutating func learn(disk value: ArraySlice<UInt8>) {
    let name = value.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      .filter { !$0.starts(with: "part".utf8) }.joined(separator: [UInt8(ascii: "-")])
    let serial = Array(name).split(separator: UInt8(ascii: "_")).last ?? []
    if serial.count >= 6, serial.contains(where: \.isDecimal) { known.insert(.serial, serial) }
    known.insert(.disk, value)
  }
}
