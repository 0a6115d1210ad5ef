internal import LogModel

/// The boots of surveyed files, on their way out with the entries that were asked for.
struct JournalBoots {
  private(set) var collection: JournalCollection
  private let search: JournalSearch
  private let desks: [any JournalDesk]
  /// Who has surveyed which file.
  private let owners: [Int: any JournalDesk]
  /// How much each desk has been asked for, in µs of its boots' time.
  private var loads: [ObjectIdentifier: Int64] = [:]
  private let boots: [JournalCollection.Boot]
  private var sighting = JournalSighting()
  /// That entries of boots were given up.
  private var omissions: [Coverage.Gap] = []

  init(
    _ search: JournalSearch, _ collection: JournalCollection, _ desks: [any JournalDesk],
    _ owners: [Int: any JournalDesk]
  ) {
    self.search = search
    self.collection = collection
    self.desks = desks
    self.owners = owners
    boots = collection.boots(in: search.selection)
    for file in collection.files {
      if case .success(let survey) = file.survey { sighting.add(survey.sighting) }
    }
  }

  /// Hands out the boots of the selection, oldest first.
  mutating func handOut(to each: (BootLog) -> Void) {
    if case .offset = search.selection.boot { sightSelected() }
    // All is asked at once: while one boot is looked through, the next is read.
    let asked = boots.map { boot in
      (boot, requests(about: boot).map { desk, request in ask(desk, request) })
    }
    let ends = collection.lastBoots
    for (boot, answers) in asked {
      var log = BootLog(boot)
      let held = collection.sources(of: boot)
      log.sources = held.map { collection.sources[$0].name }
      log.isLast = held.allSatisfy { ends[$0] == boot.id }
      log.notices = Array(sighting.notices[boot.id] ?? [])
      var kept = EntryBuffer<JournalCursor.Identity>()
      var policy = RetentionPolicy()
      for (desk, file) in answers {
        let reply = desk.answer { kept.add($0, within: &policy) }
        collection.add(reply.toll, of: file)
      }
      if let gap = kept.gap(in: log.sources.joined(separator: ", ")) { omissions.append(gap) }
      log.entries = kept.takeEntries()
      ClockAlignment.align(&log.entries)
      each(log)
    }
  }

  /// Looks through the files of the selected boots, which are known only now.
  private mutating func sightSelected() {
    let wanted = Set(boots.map(\.id))
    let asked = collection.files.enumerated().compactMap { number, file -> Asked? in
      let boots = file.boots.filter(wanted.contains)
      guard !boots.isEmpty, let desk = owners[number] else { return nil }
      return ask(desk, .sighting(file: number, boots: boots))
    }
    for (desk, file) in asked {
      let reply = desk.answer { _ in }
      sighting.add(reply.sighting)
      collection.add(reply.toll, of: file)
    }
  }

  /// Who has been asked about which file.
  private typealias Asked = (desk: any JournalDesk, file: Int)

  private func ask(_ desk: any JournalDesk, _ request: JournalRequest) -> Asked {
    desk.ask(request)
    return (desk, request.file)
  }

  /// What is asked about a boot: nothing if nothing in it calls for it.
  private mutating func requests(
    about boot: JournalCollection.Boot
  ) -> [(desk: any JournalDesk, request: JournalRequest)] {
    let all = sighting.spans[boot.id]?.ranges ?? []
    guard !all.isEmpty || search.question.wantsQuietBoots else { return [] }
    var requests: [(desk: any JournalDesk, request: JournalRequest)] = []
    for (place, part) in boot.parts.enumerated() {
      let spans = all.filter { part.part.last.monotonic >= $0.lowerBound }
      guard let desk = reader(of: part.file, for: part.part.overlap(with: spans)) else { continue }
      requests.append(
        (
          desk,
          .excerpt(
            file: part.file, boot: boot.id, spans: spans,
            hasStart: place == 0 || JournalCollection.Boot.mayBegin(with: part.part))
        ))
    }
    return requests
  }

  /// Who is to read so much of a file: of those that are there to be asked, who has the least to do;
  /// but who has the file open, if it may be gone for others.
  private mutating func reader(of file: Int, for time: Int64) -> (any JournalDesk)? {
    guard var desk = owners[file] else { return nil }
    if isPutAway(file) || !desk.isOpen {
      func load(_ desk: any JournalDesk) -> Int64 { loads[ObjectIdentifier(desk)] ?? 0 }
      let least = desks.filter(\.isOpen).min { load($0) < load($1) }
      if let least, load(least) < load(desk) || !desk.isOpen { desk = least }
    }
    loads[ObjectIdentifier(desk), default: 0] += time
    return desk
  }

  private func isPutAway(_ file: Int) -> Bool {
    guard case .success(let survey) = collection.files[file].survey else { return false }
    return survey.isPutAway
  }

  /// What of the boots is not there to be read.
  var gaps: [Coverage.Gap] {
    var lost: [BootID: JournalGaps] = [:]
    for loss in sighting.losses.values {
      lost[loss.boot, default: JournalGaps()].note(loss.message, units: search.question.units)
    }
    return omissions
      + boots.flatMap { boot in
        (lost[boot.id]?.gaps(of: boot.id) ?? [])
          + (boot.hasStart ? [] : [Coverage.Gap(missingStartOf: boot)])
      }
  }
}

extension JournalFile.Part {
  /// How much of some spans of time lies in it, in µs.
  fileprivate func overlap(with spans: [ClosedRange<Int64>]) -> Int64 {
    guard first.monotonic <= last.monotonic else { return 0 }
    return spans.reduce(0) { sum, span in
      let common = span.clamped(to: first.monotonic...last.monotonic)
      return sum + common.upperBound - common.lowerBound
    }
  }
}
