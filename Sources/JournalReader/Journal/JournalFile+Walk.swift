extension JournalFile {
  /// Which entries a walk is about: those that have one of some fields' values, of some boots.
  ///
  /// libsystemd finds them by the index. Where that is damaged it finds none, not even those before
  /// the damage, and gives the file up, or finds some of them and says nothing; then they are picked
  /// out of all entries.
  struct Match: Sendable {
    /// One of these.
    let fields: [(field: StaticString, values: [String])]
    /// And of one of these boots, where they are named.
    let boots: [BootID]

    /// Fields without a value to look for are left out.
    init(any fields: [(field: StaticString, values: [String])], of boots: [BootID] = []) {
      self.fields = fields.filter { !$0.values.isEmpty }
      self.boots = boots
    }

    fileprivate func apply(to handle: JournalHandle) throws(JournalFailure) {
      for (number, field) in fields.enumerated() {
        if number > 0 { try handle.or() }
        for value in field.values { try handle.match("\(field.field)", value) }
      }
      guard !boots.isEmpty else { return }
      try handle.and()
      for boot in boots { try handle.match("_BOOT_ID", boot.description) }
    }

    /// Whether the entry that a handle stands on is one of them.
    fileprivate func accepts(
      _ handle: JournalHandle, _ times: JournalHandle.Times
    ) throws(JournalFailure) -> Bool {
      guard boots.isEmpty || boots.contains(times.boot) else { return false }
      for field in fields {
        let isWanted = try handle.withValue(field.field) { bytes in
          field.values.contains { $0.utf8.elementsEqual(bytes) }
        }
        guard isWanted == true else { continue }
        // The entry at the damage may have lost some of its fields.
        guard try handle.withValue("MESSAGE", { _ in true }) == true else { throw .noMessage }
        return true
      }
      return false
    }
  }

  /// Steps through the entries that a handle's matches select, and makes sure that it gets
  /// somewhere, and to the end: where the index is damaged libsystemd takes that for the end of the
  /// journal.
  struct Walk {
    private let handle: JournalHandle
    private let mostSteps: Int
    fileprivate private(set) var steps = 0
    private var before: JournalHandle.Times?
    private var numberBefore: UInt64?
    /// The last entry as it is found from behind; nil once the walk has come by.
    private var ahead: JournalHandle.Times?

    /// From the head, or from a time of writing within a boot that the matches name.
    init(
      _ handle: JournalHandle, in file: JournalFile, from start: (boot: BootID, monotonic: Int64)?
    ) throws(JournalFailure) {
      self.handle = handle
      // An entry takes at least 64 bytes (systemd.io/JOURNAL_FILE_FORMAT), which bounds how many
      // steps can lead to new ones.
      mostSteps = file.size / 64 + 1
      // First the end: a journal that is being written to only grows behind it.
      if !file.isTorn {
        try handle.seekTail()
        if try handle.previous() {
          let last = try handle.times()
          ahead = last.monotonic < start?.monotonic ?? 0 ? nil : last
        }
      }
      // Bisecting needs a whole index.
      if let start, !file.isTorn, file.usesIndex {
        try handle.seek(boot: start.boot, monotonic: start.monotonic)
      } else {
        try handle.seekHead()
      }
    }

    /// The next entry's times; nil after the last.
    mutating func next() throws(JournalFailure) -> JournalHandle.Times? {
      guard try handle.next() else {
        guard handle.hasEntries, ahead == nil else { throw .droppedOnTheWay }
        return nil
      }
      steps += 1
      let times = try handle.times()
      if times == ahead { ahead = nil }
      // Different entries may well share their times: only then is the cursor worth its price.
      if times == before {
        let number = try handle.cursor().number
        guard number != numberBefore else { throw .doesNotAdvance }
        numberBefore = number
      }
      guard steps <= mostSteps else { throw .doesNotAdvance }
      before = times
      return times
    }
  }

  /// After how many entries it is looked at what of files is in memory.
  private static let interval = 128

  /// Visits what each of some matches selects, one match after the other, from the head or from a time
  /// of writing, until `visit` says no for it. Where the index is not used one walk serves them all.
  /// Damage is noted: in an entry it costs that entry, in the index what would have come.
  func walk(
    _ matches: [Match], from start: (boot: BootID, monotonic: Int64)? = nil,
    visit: (_ match: Int, any WalkedEntry, JournalHandle.Times) throws(JournalFailure) -> Bool
  ) {
    for number in matches.indices where usesIndex {
      if walkIndex(number, of: matches, from: start, visit) { continue }
      guard usesIndex else { break }
      walk([number], of: matches, from: start, visit)
    }
    if !usesIndex { walk(matches.indices.map { $0 }, of: matches, from: start, visit) }
  }

  /// Goes by the index itself. False if that cannot be, and nothing is known then.
  private func walkIndex(
    _ number: Int, of matches: [Match], from start: (boot: BootID, monotonic: Int64)?,
    _ visit: (_ match: Int, any WalkedEntry, JournalHandle.Times) throws(JournalFailure) -> Bool
  ) -> Bool {
    guard isIndexTrusted, let index else { return false }
    var walked = 0
    do throws(JournalFailure) {
      guard isAsLong else { throw .shrank }
      let isShrunk = try MappedFiles.lostPages { () throws(JournalFailure) in
        try index.walk(matches[number], from: start) { entry, times throws(JournalFailure) in
          walked += 1
          if walked % (8 * Self.interval) == 0 { MappedFiles.limit(to: MappedFiles.most) }
          return try visit(number, entry, times)
        }
      }
      if isShrunk { throw .shrank }
      steps += walked
      return true
    } catch {
      // it is not what its counts made believe
      (isIndexTrusted, usesIndex) = (false, false)
      index.release()
      return false
    }
  }

  private func walk(
    _ numbers: [Int], of matches: [Match], from start: (boot: BootID, monotonic: Int64)?,
    _ visit: (_ match: Int, any WalkedEntry, JournalHandle.Times) throws(JournalFailure) -> Bool
  ) {
    var wanted = numbers
    do throws(JournalFailure) {
      let isShrunk = try MappedFiles.lostPages { () throws(JournalFailure) in
        let handle = try handle()
        let isIndexed = usesIndex && !isTorn
        if isIndexed, let only = wanted.first { try matches[only].apply(to: handle) }
        var walk = try Walk(handle, in: self, from: start)
        defer { steps += walk.steps }
        while !wanted.isEmpty {
          guard let times = try walk.next() else {
            if !usesIndex, UInt64(walk.steps) < header?.entries ?? 0 { throw .droppedOnTheWay }
            break
          }
          if walk.steps % Self.interval == 0 { MappedFiles.limit(to: MappedFiles.most) }
          do throws(JournalFailure) {
            let times = try assigned(times, of: handle, among: matches[wanted[0]].boots)
            for number in wanted {
              var times = times
              if !isIndexed {
                guard try matches[number].accepts(handle, times) else { continue }
                times = try assignedByField(times, of: handle)
                let boots = matches[number].boots
                guard boots.isEmpty || boots.contains(times.boot) else { continue }
              }
              if try !visit(number, handle, times) { wanted.removeAll { $0 == number } }
            }
          } catch {
            note(error)
          }
        }
      }
      if isShrunk { note(.shrank) }
    } catch {
      note(error)
      close()
    }
  }

  /// Whether the index leads to an entry of each of some values.
  func finds(_ values: [(field: StaticString, value: String)]) -> Bool {
    do throws(JournalFailure) {
      let handle = try handle()
      for (field, value) in values {
        handle.forgetMatches()
        try handle.match("\(field)", value)
        try handle.seekHead()
        guard try handle.next() else { return false }
      }
      return true
    } catch {
      return false
    }
  }

  /// Whether the index may lead to an entry of any of some values.
  func findsAny(_ values: [(field: StaticString, value: String)]) -> Bool {
    do throws(JournalFailure) {
      let handle = try handle()
      for (number, (field, value)) in values.enumerated() {
        if number > 0 { try handle.or() }
        try handle.match("\(field)", value)
      }
      try handle.seekHead()
      return try handle.next()
    } catch {
      return true
    }
  }

  func note(_ failure: JournalFailure) {
    // That its end is missing has been said.
    guard missing == 0 else { return }
    damage = damage ?? failure
  }
}
