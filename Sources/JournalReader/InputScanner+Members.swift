internal import LogModel

/// What is compressed or lies in archives, and what is put aside to be read later.
extension InputScanner {
  // MARK: Attachments

  /// What it is wanted as, if the question asks for a file of its name.
  func attachment(_ item: LogCandidate) -> AttachmentPattern.Match? {
    guard !item.isNamed, attachments.count < limits.attachments else { return nil }
    let path = item.uncompressedName.dropFirst(item.container.count)
    return question.attachments.lazy.compactMap { $0.match(path, in: item.container) }.first
  }

  mutating func add(
    attachment stream: ByteStream, _ wanted: AttachmentPattern.Match, _ item: LogCandidate
  ) throws(ReadError) {
    if let path = item.path {
      return attachments.append(Attachment(wanted, name: item.name, file: path))
    }
    do throws(StreamFailure) {
      // What broke off still tells what it tells.
      let copy = try directory.store(stream, limit: wanted.limit, budget)
      attachments.append(
        Attachment(wanted, name: item.name, file: copy.path, owner: directory))
    } catch {
      throw item.hasNoRoom(error)
    }
  }

  // MARK: Journals

  mutating func add(journal stream: ByteStream, _ item: LogCandidate) throws(ReadError) {
    if let path = item.path {
      return journals.append(JournalCollection.Source(name: path, paths: [path]))
    }
    do throws(StreamFailure) {
      let copy = try directory.store(stream, budget)
      if let cut = copy.cut {
        gaps.note(
          "truncated", "\(item.name) broke off after \(stream.position) bytes: \(cut.reason)")
      }
      journals.append(
        JournalCollection.Source(
          name: item.name, paths: [item.name], copies: [item.name: copy.path]))
    } catch {
      throw item.hasNoRoom(error)
    }
  }

  // MARK: Layers

  /// Says so where damage in what was read would not show.
  mutating func noteIfUnchecked(_ stream: ByteStream, _ item: LogCandidate) {
    let gap = Coverage.Gap(unchecked: item.name)
    guard stream.isUnchecked, !gaps.contains(where: { $0.detail == gap.detail }) else { return }
    gaps.append(gap)
  }

  mutating func sort(
    compressedBy filter: InputContent.Filter, _ stream: ByteStream, _ item: LogCandidate
  ) throws(ReadError) {
    var inner = item
    inner.isCompressed = true
    inner.path = nil
    let before = count
    let unpacked: ByteStream
    do throws(StreamFailure) {
      unpacked = try UnpackedStream.decompressing(filter, stream, budget: budget)
    } catch {
      throw item.refusal(error)
    }
    try sort(unpacked, inner)
    if count > before { noteIfUnchecked(unpacked, item) }
    if let rest = unpacked.behind() { sort(behind: rest, item) }
  }

  /// Reads what stands behind compressed data or an archive: somebody wrote it there, or put one
  /// behind the other.
  mutating func sort(behind rest: ByteStream, _ item: LogCandidate) {
    var next = item
    next.path = nil
    next.isNamed = false
    next.isCompressed = false
    next.rests += 1
    let before = count + attachments.count
    if next.rests <= Self.mostRests {
      do throws(ReadError) {
        try sort(rest, next)
      } catch {
        return refusals.append((error, .text))
      }
    }
    guard count + attachments.count == before, budget.excess == nil else { return }
    gaps.note("archive-damaged", "\(item.name) has something behind its end that cannot be read")
  }

  private static let mostRests = 64

  // MARK: Archives

  mutating func members(
    of container: InputContent.Container, _ stream: ByteStream, _ item: LogCandidate
  ) throws(ReadError) {
    let before = count
    var damage: String?
    var last: String?
    do throws(StreamFailure) {
      let opened = try Unpacker(.container(container), of: stream, budget: budget)
      while budget.excess == nil {
        do throws(StreamFailure) {
          guard let member = try opened.nextMember() else { break }
          try budget.chargeMember()
          last = member.name
          guard member.isRegular else { continue }
          add(member: member.name, UnpackedStream(opened), of: item)
        } catch {
          guard case .damage(let reason) = error, !opened.isAtEnd else { throw error }
          damage = damage ?? Self.damage(reason, behind: last)
        }
      }
      if let rest = opened.rest() { sort(behind: rest, item) }
      // What a tar says is its end is not the end of what was compressed, where the checksum is.
      if item.isCompressed { while try !stream.next().isEmpty {} }
    } catch {
      if budget.excess == nil { damage = damage ?? Self.damage(error.reason, behind: last) }
    }
    guard count > before else {
      if let excess = budget.excess {
        throw ReadError(name: item.name, reason: "holds no log in what was read of it: \(excess)")
      }
      guard item.isNamed || damage != nil else { return }
      throw damage.map { ReadError(name: item.name, reason: $0) } ?? .nothing(in: item.name)
    }
    if let damage { gaps.note("archive-damaged", "\(item.name) \(damage)") }
  }

  private static func damage(_ reason: String, behind member: String?) -> String {
    "is damaged \(member.map { "behind its member \($0)" } ?? "at its start"): \(reason)"
  }

  private mutating func add(member name: String, _ stream: ByteStream, of archive: LogCandidate) {
    let item = LogCandidate(
      name: "\(archive.name):\(name)", isNamed: false, container: "\(archive.name):",
      archives: archive.archives + 1)
    do throws(ReadError) {
      try sort(stream, item)
    } catch {
      refusals.append((error, item.claimsJournal ? .journal : .text))
    }
  }
}
