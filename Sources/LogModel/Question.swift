/// What is wanted from a log.
///
/// A journal answers it by its index, a text by looking for literals: whoever asks need not know
/// which. First come the entries in which something can be (`triggers`); a log without one is done
/// there. Only around those is everything kept.
public struct Question: Sendable {
  /// Identifiers (`SYSLOG_IDENTIFIER=`, of native and of kmsg records) of the programs that can
  /// write a trigger. Their entries are kept in full within `span` of a trigger.
  public var identifiers: [String]
  /// Those of them that such programs had in the past. In a journal they are looked for only where
  /// none of the others speaks: each lookup reads another page of each file.
  public var formerIdentifiers: Set<String> = []
  /// Units that PID 1 may speak about in a trigger (`UNIT=`).
  public var units: [String]
  /// `MESSAGE_ID=` of records of PID 1 in which a trigger may be, whatever unit they are about.
  public var triggerIDs: [String] = []
  /// Literals, any of which makes an entry a trigger. ASCII, case-sensitive.
  public var triggers: [String]
  /// Literals that make an entry of a text a trigger if its line is cut: what a trigger begins with.
  public var stems: [String] = []
  /// What a text without a trigger must not hold, however it is written: else something is unread.
  public var spelled: SpelledWords?
  /// Literals of lines that are kept wherever they stand in a text log; in a journal they are
  /// looked for in the kernel's and PID 1's first entries of a boot that has a trigger: what was
  /// booted, and with which options.
  public var marks: [String]
  /// Those of the marks of which a boot may have hundreds. Of one without a trigger they are not kept.
  public var listings: [String] = []
  /// Literals, one of which each line of PID 1 has that is wanted around a trigger, of all that it says;
  /// none if all are. The first and the last are handed out whatever they say, for their times. Only
  /// where a journal is read by its index.
  public var firstProcess: [String] = []
  /// Whether the marks of a boot without a trigger are wanted too: what was booted, of a boot in
  /// which nothing happened.
  public var wantsQuietBoots = false
  /// Whether each journal file is read through, also where its index can be believed.
  public var isThorough = false
  /// What a trigger would come to that there is no room for: it is counted, and forgotten.
  public var tally: @Sendable (Entry) -> Tally = { _ in Tally() }
  /// How far from a trigger entries are kept, in microseconds.
  public var span: Int64
  /// Entries of programs that say what they mean in fields, by the `MESSAGE_ID` that tells them
  /// from all others. Only journals can be asked for them.
  public var noticeIDs: [String] = []
  /// The fields that are wanted of those.
  public var noticeFields: [StaticString] = []
  /// What is wanted of each boot instead of what stands around its triggers.
  public var courses: CourseSearch?
  /// Files beside the logs that are wanted as they are. The first that a name matches counts.
  public var attachments: [AttachmentPattern]

  public init(
    identifiers: [String], units: [String], triggers: [String], marks: [String], span: Int64,
    attachments: [AttachmentPattern] = []
  ) {
    self.identifiers = identifiers
    self.units = units
    self.triggers = triggers
    self.marks = marks
    self.span = span
    self.attachments = attachments
  }
}
