internal import LogModel

extension InputScanner {
  mutating func add(text stream: ByteStream, _ item: LogCandidate) {
    var stream = stream
    var rotated = RotatedText()
    let mayGoOn = item.archives == 0 && !successors.isEmpty
    var reader = TextReader(
      name: item.name, question: question, phrases: phrases, selection: selection)
    // What lies in an archive may be one of several logs.
    let each = item.isNamed ? each : nil
    var isSilent = true
    var repetitions = RepeatedBoots()
    var copy = item.path == nil && !item.isNamed ? [UInt8]() : nil
    var failure: StreamFailure?
    do throws(StreamFailure) {
      while true {
        if mayGoOn {
          let piece = try stream.next()
          guard !piece.isEmpty else {
            guard let (next, between) = successor(of: &rotated) else { break }
            between.withUnsafeBytes { reader.feed($0) }
            noteIfUnchecked(stream, item)
            stream = next
            copy = nil
            continue
          }
          rotated.pass(piece)
          reader.feed(piece)
        } else if let known = copy?.count {
          let piece = try stream.next()
          guard !piece.isEmpty else { break }
          reader.feed(piece)
          if known + piece.count > Self.longestCopy { copy = nil } else { copy? += piece }
        } else {
          guard try reader.feed(from: stream) else { break }
        }
        if let each {
          for boot in reader.takeBoots() {
            isSilent = isSilent && boot.isSilent
            repetitions.take(boot, each)
          }
        }
      }
    } catch {
      failure = error
    }
    var answer = reader.finish()
    let telling = reader.tellingRecords
    rotated.place(&answer)
    if let failure {
      answer.coverage.sources[0].skipped =
        "reading broke off after \(stream.position) bytes: \(failure.reason)"
    }
    let records = answer.coverage.sources[0].entries
    if records == 0, failure == nil, item.isNamed {
      answer.coverage.sources[0].skipped = "has nothing in it"
    } else if records > 0, failure == nil, isSilent, answer.boots.allSatisfy(\.isSilent) {
      answer.coverage.sources[0].skipped =
        "no line of it has a time or a log's words: it may be no log, or no whole one"
    }
    // A list of dates is no log; a log has few lines without one.
    guard
      item.isNamed || answer.boots.contains(where: { !$0.entries.isEmpty })
        || telling > 0 && telling * 4 >= records
    else { return }
    if let each {
      for boot in answer.boots { repetitions.take(boot, each) }
      repetitions.end(each)
      answer.boots = []
    } else if answer.boots.count > 1 {
      var boots: [BootLog] = []
      for boot in answer.boots { repetitions.take(boot) { boots.append($0) } }
      repetitions.end { boots.append($0) }
      answer.boots = boots
    }
    answer.coverage.sources[0].boots -= repetitions.count
    if each == nil, answers.contains(where: { $0.isCopy(of: answer) }) {
      // The same under another name: a copy, a link.
      answer.boots = []
      answer.coverage.sources[0].boots = 0
    }
    if failure == nil, rotated.parts.isEmpty { keep(copy, of: item, answer) }
    answers.append(answer)
    if !rotated.parts.isEmpty { noteIfUnchecked(stream, item) }
  }

  /// Whether a file that is no text has something of a log in it that is looked for. Only whoever named it
  /// wants to know.
  func holdsTrigger(_ item: LogCandidate) -> Bool {
    guard item.isNamed, let path = item.path else { return false }
    var reader = TextReader(
      name: item.name, question: question, phrases: phrases, selection: Selection())
    do throws(StreamFailure) {
      let strings = StringsStream(of: try FileStream(path: path, budget: budget))
      while strings.position < Self.longestOfBytes, try reader.feed(from: strings) {}
    } catch {
      return false
    }
    return reader.finish().boots.contains { $0.hasTrigger(by: phrases) }
  }

  private static let longestOfBytes = 64 << 20

  /// Of an archive's texts, so much is kept to be read a second time: larger than usual buffers of
  /// the kernel.
  private static let longestCopy = 4 << 20

  /// Keeps a text of the kernel's buffer in which no trigger is.
  private mutating func keep(_ copy: [UInt8]?, of item: LogCandidate, _ answer: Answer) {
    guard each == nil || !item.isNamed, answer.boots.count == 1, answer.boots[0].isByKernelClock,
      silentTexts.count < limits.attachments, !answer.boots[0].hasTrigger(by: phrases)
    else { return }
    guard let path = item.path ?? copy.flatMap({ directory.store($0) }) else { return }
    silentTexts.append(
      SecondReading.SilentText(answer: answers.count, name: item.name, path: path))
  }
}

extension Answer {
  /// Whether two texts say the same, as far as anybody asked.
  fileprivate func isCopy(of other: Answer) -> Bool {
    guard boots.count == other.boots.count, !boots.isEmpty,
      coverage.sources[0].entries == other.coverage.sources[0].entries
    else { return false }
    return zip(boots, other.boots).allSatisfy { mine, its in
      mine.id == its.id && mine.first == its.first && mine.last == its.last
        && mine.entries.elementsEqual(its.entries) { $0.line == $1.line && $0.stamp == $1.stamp }
    }
  }
}

extension BootLog {
  /// Nothing was kept of it, and no record of it has a time.
  var isSilent: Bool {
    entries.isEmpty && first?.monotonic == nil && first?.realtime == nil
  }
}
