/// What was read and what could not be.
public struct Coverage: Sendable {
  public struct Source: Sendable {
    public enum Kind: String, Sendable {
      case journal, text, export, json
    }
    public var name: String
    public var kind: Kind
    /// Records looked at. In a journal, those that its index offered.
    public var entries: Int
    public var boots: Int
    /// Why it was not read, or not to its end; nil if all of it was.
    public var skipped: String?

    public init(
      name: String, kind: Kind, entries: Int = 0, boots: Int = 0, skipped: String? = nil
    ) {
      self.name = name
      self.kind = kind
      self.entries = entries
      self.boots = boots
      self.skipped = skipped
    }
  }
  /// Something that is missing from what was read.
  public struct Gap: Sendable {
    /// A stable word: `missed-kernel-messages`, `permission`, `truncated`, …
    public var kind: String
    /// How much is missing, if that is known.
    public var count: Int?
    /// One sentence for a human: what and where.
    public var detail: String

    public init(kind: String, count: Int? = nil, detail: String) {
      self.kind = kind
      self.count = count
      self.detail = detail
    }

    public static let unreadWords = "unread-words"

    /// That damage in a compressed log would not show, be it that a kill was found in it: another one may
    /// be lost.
    public init(unchecked name: String) {
      self.init(
        kind: "unchecked",
        detail: "\(name) was compressed without a checksum: if it was damaged since, that does not "
          + "show, and a kill may be lost in it")
    }

    /// The messages that ``SpelledWords`` saw, and the text that they stand in; nil if it is about
    /// something else.
    private(set) var seen: (messages: Set<[UInt8]>, source: String)?

    /// That a text has the letters of a kill in it: whoever reads the kill takes it back
    /// (``Coverage/take(_:)``).
    public init(unread messages: Set<[UInt8]>, of name: String) {
      self.init(
        kind: Self.unreadWords,
        detail: "\(name) has the words of a kill in it, but in a form that is not understood: "
          + "copy its lines as plain text")
      seen = (messages, name)
    }
  }
  public var sources: [Source]
  public var gaps: [Gap]
  /// What was found beyond a stated cap: counted, not told.
  public var omittedKills = 0
  public var omittedWarnings = 0

  public init(sources: [Source] = [], gaps: [Gap] = []) {
    self.sources = sources
    self.gaps = gaps
  }

  /// Takes back what was said of texts of which all that was seen in them was read.
  public mutating func take(_ read: ReadMessages) {
    gaps.removeAll { gap in gap.seen.map { read.include($0.messages, of: $0.source) } ?? false }
  }

  /// Whether all that was named could be read: only then does "no kill" mean that there is none.
  public var isComplete: Bool {
    gaps.isEmpty && sources.allSatisfy { $0.skipped == nil }
  }
}

extension [Coverage.Gap] {
  /// Adds that something is missing; see ``Coverage/Gap``.
  package mutating func note(_ kind: String, count: Int? = nil, _ detail: String) {
    append(Coverage.Gap(kind: kind, count: count, detail: detail))
  }
}
