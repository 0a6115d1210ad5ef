internal import LogModel
internal import Synchronization

/// Rows in the order in which they are asked.
///
/// Each is read when a message has its needle, for there are hundreds of them, and most runs ask for
/// none. Until then only that is known which tells where to look.
final class RowList: Sendable {
  /// What is known of a row before it is read.
  struct Header: Sendable {
    let meaning: Meaning
    let speaker: ExpectedSpeaker
    /// See ``Form/needle``.
    let needle: [UInt8]
    fileprivate let source: Source

    /// Why an entry that says it is kept. What any program says stands near a trigger in no other way than
    /// elsewhere.
    var retention: Meaning.Retention {
      let own = meaning.retention
      return speaker == .anyone && own == .context ? .listing : own
    }

    /// Whether nobody but udevd says it, and no other text has it by chance.
    var isUnmistakable: Bool {
      guard speaker == .udev else { return false }
      switch meaning {
      case .workerKilled, .workerSlow, .workerSignalled, .workerStatus, .workerFailed,
        .programKilled, .programSlow, .programSkipped, .programSignalled:
        return true
      default: return false
      }
    }

    /// Whether it is one of those among which a cut line is looked for: what udevd says of workers
    /// and programs.
    var mayBeCut: Bool {
      switch meaning {
      case .workerExited, .workerRefused, .programFinished, .programPipeTimedOut: speaker == .udev
      default: isUnmistakable
      }
    }
  }

  fileprivate enum Source: Sendable {
    case read(Row)
    /// What stands in a table.
    case text(ArraySlice<UInt8>)
  }

  let headers: [Header]
  private let rows: Mutex<[Row?]>

  /// - Parameters:
  ///   - rows: a user's, which are asked first.
  ///   - headers: of the others.
  init(_ rows: [Row] = [], before headers: [Header]) {
    let own = rows.map {
      Header(
        meaning: $0.meaning, speaker: $0.speaker, needle: Array($0.form.needle.utf8),
        source: .read($0))
    }
    self.headers = own + headers
    self.rows = Mutex(Array(repeating: nil, count: self.headers.count))
  }

  /// Nil for one that is malformed, which the project's own are not: its tests see to that.
  subscript(number: Int) -> Row? {
    rows.withLock { rows in
      if let row = rows[number] { return row }
      switch headers[number].source {
      case .read(let row): rows[number] = row
      case .text(let text): rows[number] = MessageTable(Array(text), checks: false).rows.first
      }
      return rows[number]
    }
  }

  /// Reads all.
  var all: [Row] { headers.indices.compactMap { self[$0] } }

  /// The rows of a table.
  static func headers(of table: [UInt8]) -> [Header] {
    var headers: [Header] = []
    let bytes = table.span
    var start = 0
    var meaning: Meaning?
    var speaker: ExpectedSpeaker?
    var needle: [UInt8] = []
    // rows of one meaning stand together
    var known = 0..<0
    var knownMeaning: Meaning?
    func endRow(at end: Int) {
      guard let meaning, let speaker else { return }
      headers.append(
        Header(
          meaning: meaning, speaker: speaker, needle: needle, source: .text(table[start..<end])))
    }
    var at = 0
    while at < bytes.count {
      let line = TableLine(of: bytes, from: at)
      switch line.content {
      case .name:
        endRow(at: at)
        start = at
        (meaning, speaker) = (nil, nil)
      case .field(let key, let value) where bytes.extracting(key).isOne(of: "meaning"):
        if table[known] != table[value] {
          known = value
          knownMeaning = Meaning(rawValue: String(bytes.extracting(value)))
        }
        meaning = knownMeaning
      case .field(let key, let value) where bytes.extracting(key).isOne(of: "speaker"):
        speaker = ExpectedSpeaker(rawValue: String(bytes.extracting(value)))
      case .field(let key, let value) where bytes.extracting(key).isOne(of: "form"):
        needle = Array(table[value][Form.needle(of: bytes, in: value)])
      case .field, .remark, .unclear: break
      }
      at = line.end + 1
    }
    endRow(at: bytes.count)
    return headers
  }
}
