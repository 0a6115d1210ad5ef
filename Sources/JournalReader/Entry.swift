/// One record of a log: who said what, when, and where that stands.
///
/// The bytes are kept exactly as they were read; they need not be UTF-8. Copies share them: an
/// entry stands in its boot's log, in the evidence of several kills and in their reports.
public struct Entry: Sendable, Equatable {
  /// When it was said, on each clock that the log tells.
  public var stamp: Stamp
  private let record: Record

  /// All but the time, which can be worked out better once more of the log is known.
  private final class Record: Sendable {
    let place: Place
    let speaker: Speaker
    let line: [UInt8]
    let messageStart: Int
    let device: String?

    init(
      place: Place, speaker: Speaker, line: [UInt8], messageStart: Int, device: String?
    ) {
      self.place = place
      self.speaker = speaker
      self.line = line
      self.messageStart = messageStart
      self.device = device
    }
  }

  public init(
    place: Place, stamp: Stamp, speaker: Speaker, line: [UInt8], messageStart: Int = 0,
    device: String? = nil
  ) {
    self.stamp = stamp
    record = Record(
      place: place, speaker: speaker, line: line, messageStart: messageStart, device: device)
  }

  /// Where the record stands, so that a reader of the report can find it again.
  public var place: Place { record.place }
  /// Who said it.
  public var speaker: Speaker { record.speaker }
  /// The whole line of a text log (all lines of a record that has several, joined by a newline),
  /// or the message of a journal record.
  public var line: [UInt8] { record.line }
  /// Where in `line` the message begins: what comes before it is the log's own prefix.
  public var messageStart: Int { record.messageStart }
  /// The device that the record's own fields name (`DEVICE=`, `_UDEV_SYSNAME=`, else the end of
  /// `_KERNEL_DEVICE=`): a sysname. Text logs have no such field.
  public var device: String? { record.device }

  /// The message without the log's prefix: exact bytes.
  public var message: ArraySlice<UInt8> { line[messageStart...] }

  /// The message as text; bytes that are not UTF-8 show as U+FFFD.
  public var text: String { String(decoding: message, as: UTF8.self) }

  /// What it takes in memory beside the bytes of its line: its parts, the header of the array that
  /// holds the line, and what the allocator adds to both.
  static let overhead = MemoryLayout<Entry>.stride + 200

  public static func == (one: Entry, other: Entry) -> Bool {
    one.stamp == other.stamp && one.place == other.place && one.speaker == other.speaker
      && one.line == other.line && one.messageStart == other.messageStart
      && one.device == other.device
  }
}

/// Where an entry stands in what was read.
public struct Place: Sendable, Hashable {
  /// A place within one source, as the user would look for it.
  public enum Position: Sendable, Hashable, CustomStringConvertible {
    /// Of a text log, from 1.
    case line(Int)
    /// Of an export or of JSON, from 1.
    case record(Int)
    /// An entry's sequence number in its journal file.
    case seqnum(UInt64)

    public var description: String {
      switch self {
      case .line(let number): "line \(number)"
      case .record(let number): "record \(number)"
      case .seqnum(let number): "seqnum \(number)"
      }
    }
  }

  /// The input's name as the user would recognise it: a path, `-`, or a path within an archive.
  public var source: String
  public var position: Position

  public init(source: String, position: Position) {
    self.source = source
    self.position = position
  }
}

/// Who wrote an entry. JournalReader only tells what the record says of itself.
public struct Speaker: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// The kernel's own printk.
    case kernel
    /// A program, known by its identifier; also when its line came through the kernel's buffer.
    case program
    /// The line does not say (systemd's status lines on a console, text without any prefix).
    case unknown
  }
  public var kind: Kind
  /// `SYSLOG_IDENTIFIER`, or the tag before `[pid]:`; `kernel` for the kernel, else empty.
  public var identifier: String
  /// The process that the tag or `_PID`/`SYSLOG_PID` names.
  public var pid: Int?
  /// printk's caller where the log has it: `T123` is a task, `C0` a processor
  /// (CONFIG_PRINTK_CALLER; the journal drops it).
  public var caller: String?

  public init(kind: Kind, identifier: String = "", pid: Int? = nil, caller: String? = nil) {
    self.kind = kind
    self.identifier = identifier
    self.pid = pid
    self.caller = caller
  }

  public static let kernel = Speaker(kind: .kernel, identifier: "kernel")
  public static let unknown = Speaker(kind: .unknown)
}
