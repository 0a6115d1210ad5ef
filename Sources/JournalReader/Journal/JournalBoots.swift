/// The boots of surveyed files, on their way out with the entries that were asked for.
struct JournalBoots {
  private(set) var collection: JournalCollection
  private let search: JournalSearch
  /// Who has surveyed which file.
  private let owners: [Int: any JournalDesk]
  private let boots: [JournalCollection.Boot]
  private var sighting = JournalSighting()

  init(
    _ search: JournalSearch, _ collection: JournalCollection, _ owners: [Int: any JournalDesk]
  ) {
    self.search = search
    self.collection = collection
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
      var kept = KeptEntries()
      for (desk, file) in answers {
        let reply = desk.answer { kept.add($0) }
        collection.add(reply.toll, of: file)
      }
      log.entries = kept.ordered()
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
  private func requests(
    about boot: JournalCollection.Boot
  ) -> [(desk: any JournalDesk, request: JournalRequest)] {
    let spans = sighting.spans[boot.id]?.ranges ?? []
    guard !spans.isEmpty || search.question.wantsQuietBoots else { return [] }
    return boot.parts.enumerated().compactMap { place, part in
      guard let desk = owners[part.file] else { return nil }
      return (
        desk,
        .excerpt(
          file: part.file, boot: boot.id,
          spans: spans.filter { part.part.last.monotonic >= $0.lowerBound },
          hasStart: place == 0 || JournalCollection.Boot.mayBegin(with: part.part))
      )
    }
  }

  /// What of the boots is not there to be read.
  var gaps: [Coverage.Gap] {
    var lost: [BootID: JournalGaps] = [:]
    for loss in sighting.losses.values {
      lost[loss.boot, default: JournalGaps()].note(loss.message, units: search.question.units)
    }
    return boots.flatMap { boot in
      (lost[boot.id]?.gaps(of: boot.id) ?? [])
        + (boot.hasStart ? [] : [Coverage.Gap(missingStartOf: boot)])
    }
  }
}
