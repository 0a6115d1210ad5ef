internal import LogModel

/// Reads a boot's entries one after the other, each once.
struct ContextReader {
  private let catalogue: Catalogue
  private(set) var facts: [Fact] = []
  private(set) var lines: [DeviceLine] = []
  private(set) var hardware: [String: HardwareID] = [:]
  private(set) var tree = DeviceTree()
  /// What a process of udev's wrote, by its pid.
  private(set) var written: [Int: [Int]] = [:]
  private(set) var cutLines = CutLines()
  /// What of the words of a kill stands in lines that were understood, or were found to be cut.
  private(set) var spelled: Set<[UInt8]> = []
  /// In a text, no more are looked for.
  private static let mostSpelled = 8192
  /// The kernel's version by its reports of errors, where no line says which was booted.
  private(set) var release: String?
  /// The numbers of entries that were read with one before them.
  private var rest = 0..<0
  private var names = DriverNames()
  private var reports = TraceReader()

  /// Whether lines that break off are looked at: where only what is whole is of interest, that costs more
  /// than all else.
  private let takesCuts: Bool

  init(_ catalogue: Catalogue, takesCuts: Bool = true) {
    self.catalogue = catalogue
    self.takesCuts = takesCuts
  }

  /// The stacks of tasks, once all entries are read.
  mutating func traces() -> [Trace] { reports.finish() }

  /// - Parameter number: of the entry in its boot.
  mutating func read(_ number: Int, of entries: Span<Entry>) {
    let entry = entries[number]
    var fact = rest.contains(number) ? nil : self.fact(number, entry)
    var (line, isCut) = (entry.line, false)
    if fact == nil, takesCuts {
      let wholes = CutLine.wholes(number, of: entries)
      for (whole, lines) in wholes {
        // within a path there is no blank
        guard let found = self.fact(number, whole), found.devpath?.contains(" ") != true else {
          continue
        }
        // what says as much by itself is no rest
        if let rest = self.fact(number + lines, entries[number + lines]),
          rest.sysname != nil || found.sysname == nil
        {
          continue
        }
        fact = found
        line = whole.line
        rest = number + 1..<number + 1 + lines
        break
      }
      if fact == nil, let (whole, _) = wholes.last, CutLine.isSpelled(in: whole) {
        (line, isCut) = (whole.line, true)
      }
    }
    if fact == nil, takesCuts {
      switch catalogue.recogniseCut(entry, isLast: number + 1 == entries.count) {
      case .told(let row, let values):
        fact = Fact(entry: number, row: row, values: values, isCut: true)
      case .unclear: isCut = true
      case nil: break
      }
    }
    // before the unit stands what the reader could not tell from its name
    if takesCuts, fact?.row.meaning == .unitStopTimedOut, CutLine.isSpelled(in: entry) {
      isCut = true
    }
    // one thing is read of what stands in a line
    if takesCuts, let fact, fact.row.speaker != .anyone, !fact.isCut {
      let isKill = [.workerKilled, .programKilled, .stopTimedOut].contains(fact.row.meaning)
      let line = entry.line.span.bytes
      if isKill ? CutLine.spelled.isRepeated(in: line) : CutLine.spelled.isIn(line) {
        isCut = true
      }
    }
    if isCut { cutLines.add(entry.place) }
    if takesCuts, isCut || fact != nil, spelled.count < Self.mostSpelled {
      spelled.formUnion(CutLine.spelled.all(in: line.span.bytes))
    }
    if let fact { facts.append(fact) }
    if let path = fact?.devpath { tree.learn(devpath: path) }
    let speaker = entry.speaker
    let message = entry.message
    if speaker.kind == .program {
      if let pid = speaker.pid, ExpectedSpeaker.udev.fits(speaker) {
        written[pid, default: []].append(number)
      }
      if ExpectedSpeaker.watcher.fits(speaker) { reports.readCapture(number, message.span) }
    } else {
      let caller = speaker.caller.flatMap { $0.hasPrefix("T") ? Int($0.dropFirst()) : nil }
      let isReport = reports.read(number, message.span, fact: fact, caller: caller)
      if !isReport {
        readDevices(number, entry, message.span)
      } else if release == nil {
        release = ReportLine.release(in: message.span)
      }
    }
  }

  private func fact(_ number: Int, _ entry: Entry) -> Fact? {
    catalogue.recognise(entry).map { Fact(entry: number, row: $0.row, values: $0.values) }
  }

  private mutating func readDevices(_ number: Int, _ entry: Entry, _ message: Span<UInt8>) {
    let isBare = entry.speaker.kind == .unknown
    if let prefix = LinePrefix(message) ?? (isBare ? LinePrefix(somewhereIn: message) : nil) {
      let line = DeviceLine(number, entry, prefix, names[prefix.driver])
      lines.append(line)
      tree.learn(line)
      if let device = line.device, let id = HardwareID(line) { hardware[device] = id }
    }
    if let found = message.range(of: " as /devices/") {
      tree.learn(devpath: String(message.extracting((found.lowerBound + " as ".utf8.count)...)))
    }
  }
}
