/// One record of a log: who said what, when, and where that stands.
///
/// The bytes are kept exactly as they were read; they need not be UTF-8. Copies share them: an
/// entry stands in its boot's log, in the evidence of several kills and in their reports.
///
/// A storm of kills keeps tens of thousands of these. What is the same for many of them is in
/// memory once, and each has no more than one piece of memory of its own: its line.
public struct Entry: Sendable, Equatable {
  /// When it was said, on each clock that the log tells.
  public var stamp: Stamp
  /// No line is longer than this can count.
  private let start: UInt32
  package let number: UInt64
  private let origin: Origin
  /// The whole line of a text log (all lines of a record that has several, joined by a newline),
  /// or the message of a journal record.
  public let line: [UInt8]

  public init(
    place: Place, stamp: Stamp, speaker: Speaker, line: [UInt8], messageStart: Int = 0,
    device: String? = nil
  ) {
    self.init(
      origin: Origin(
        source: place.source, count: place.position.count, speaker: speaker, device: device),
      number: place.position.number, stamp: stamp, line: line, messageStart: messageStart)
  }

  /// - Parameter number: of the place, in the origin's count.
  package init(origin: Origin, number: UInt64, stamp: Stamp, line: [UInt8], messageStart: Int) {
    self.origin = origin
    self.number = number
    self.stamp = stamp
    self.line = line
    start = UInt32(messageStart)
  }

  /// Where the record stands, so that a reader of the report can find it again.
  public var place: Place {
    Place(source: origin.source, position: Place.Position(number, origin.count))
  }
  /// Who said it.
  public var speaker: Speaker { origin.speaker }
  /// Where in `line` the message begins: what comes before it is the log's own prefix.
  public var messageStart: Int { Int(start) }
  /// The device that the record's own fields name (`DEVICE=`, `_UDEV_SYSNAME=`, else the end of
  /// `_KERNEL_DEVICE=`): a sysname. Text logs have no such field.
  public var device: String? { origin.device }

  /// The message without the log's prefix: exact bytes.
  public var message: ArraySlice<UInt8> { line[messageStart...] }

  /// The message as text; bytes that are not UTF-8 show as U+FFFD.
  public var text: String { String(decoding: message, as: UTF8.self) }

  /// What the line takes in memory beside its bytes: the header of an array, and what the allocator
  /// adds.
  package static let lineOverhead = 40
  /// What an entry takes beside the bytes of its line if it shares its origin with no other.
  package static let overhead = MemoryLayout<Entry>.stride + lineOverhead + 120

  public static func == (one: Entry, other: Entry) -> Bool {
    one.stamp == other.stamp && one.number == other.number && one.line == other.line
      && one.start == other.start && one.origin == other.origin
  }
}

/// What many entries of a log have in common.
package final class Origin: Sendable, Hashable {
  package let source: String
  package let count: Place.Count
  package let speaker: Speaker
  package let device: String?

  package init(source: String, count: Place.Count, speaker: Speaker, device: String?) {
    self.source = source
    self.count = count
    self.speaker = speaker
    self.device = device
  }

  package static func == (one: Origin, other: Origin) -> Bool {
    one === other
      || one.speaker == other.speaker && one.device == other.device && one.count == other.count
        && one.source == other.source
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(speaker)
    hasher.combine(device)
  }
}

/// The origins of the entries that were made lately: few speak at a time.
package struct Origins: Sendable {
  private var known: Set<Origin> = []
  private var last: Origin?
  private static let most = 64

  package init() {}

  /// The one that is like it and known, if there is one.
  package mutating func shared(_ origin: Origin) -> Origin {
    if known.count == Self.most { known.removeAll(keepingCapacity: true) }
    return known.insert(origin).memberAfterInsert
  }

  /// The same, of a record with fields: mostly it is the last one's.
  package mutating func shared(
    source: String, count: Place.Count, speaker: Speaker, device: String?
  ) -> Origin {
    if let last, last.speaker == speaker, last.device == device, last.source == source {
      return last
    }
    let origin = shared(Origin(source: source, count: count, speaker: speaker, device: device))
    last = origin
    return origin
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

  /// What a position counts.
  package enum Count: Sendable, Hashable {
    case lines, records, seqnums
  }

  /// The input's name as the user would recognise it: a path, `-`, or a path within an archive.
  public var source: String
  public var position: Position

  public init(source: String, position: Position) {
    self.source = source
    self.position = position
  }
}

extension Place.Position {
  package init(_ number: UInt64, _ count: Place.Count) {
    self =
      switch count {
      case .lines: .line(Int(truncatingIfNeeded: number))
      case .records: .record(Int(truncatingIfNeeded: number))
      case .seqnums: .seqnum(number)
      }
  }

  package var count: Place.Count {
    switch self {
    case .line: .lines
    case .record: .records
    case .seqnum: .seqnums
    }
  }

  package var number: UInt64 {
    switch self {
    case .line(let number), .record(let number): UInt64(truncatingIfNeeded: number)
    case .seqnum(let number): number
    }
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
  // in the order in which they take the least memory
  /// `SYSLOG_IDENTIFIER`, or the tag before `[pid]:`; `kernel` for the kernel, else empty.
  public var identifier: String
  /// printk's caller where the log has it: `T123` is a task, `C0` a processor
  /// (CONFIG_PRINTK_CALLER; the journal drops it).
  public var caller: String?
  /// The process that the tag or `_PID`/`SYSLOG_PID` names.
  public var pid: Int?
  public var kind: Kind

  public init(kind: Kind, identifier: String = "", pid: Int? = nil, caller: String? = nil) {
    self.kind = kind
    self.identifier = identifier
    self.pid = pid
    self.caller = caller
  }

  public static let kernel = Speaker(kind: .kernel, identifier: "kernel")
  public static let unknown = Speaker(kind: .unknown)
}
