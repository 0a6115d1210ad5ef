/// Rows in the form in which they are written down: the project's own, and those of a user's file.
/// docs/messages.md tells how.
public struct MessageTable: Sendable {
  /// Those that are well formed and keep to their own example and near miss.
  public let rows: [Row]
  /// Known issues, that stand among them.
  public let issues: [KnownIssue]
  /// In the order of the lines.
  public let faults: [MessageFault]

  /// - Parameters:
  ///   - bytes: a whole file.
  ///   - checks: false for the project's own rows, whose tests check them.
  public init(_ bytes: [UInt8], checks: Bool = true) {
    var reader = MessageTableReader(checks: checks)
    var at = 0
    var number = 1
    while at < bytes.count {
      let line = TableLine(of: bytes.span, from: at)
      reader.read(line.content, of: bytes.span, number: number)
      at = line.end + 1
      number += 1
    }
    reader.endRow()
    rows = reader.rows
    issues = reader.issues
    faults = reader.faults.sorted { $0.line < $1.line }
  }
}

/// What is wrong with a line of a message file.
public struct MessageFault: Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    /// The line is no name in brackets, no field and no remark.
    case noField
    case unknownField(String)
    case repeatedField(String)
    /// A field stands above the first name.
    case noName
    case repeatedName(String)
    case missingField(Field)
    /// What stands there is none of what may.
    case malformed(Field, String)
    case malformedForm(Form.Fault)
    case endsBeforeItBegins
    /// Nothing in the form is long enough to be searched for.
    case needleTooShort(String)
    /// The meaning needs one of these.
    case missingHole([Hole])
    case exampleDoesNotMatch
    case nearMissMatches
  }
  public enum Field: String, Sendable {
    case meaning, speaker, since, until, form, example
    case nearMiss = "near-miss"
    case defaultLimit = "default-limit"
    case timeoutOf = "timeout-of"
    case traits
    // of a known issue
    case title, suspect, seen, also
    case fixedIn = "fixed-in"
    case mended, url
  }
  /// From 1.
  public var line: Int
  public var reason: Reason
}

private struct MessageTableReader {
  let checks: Bool
  var rows: [Row] = []
  var issues: [KnownIssue] = []
  var faults: [MessageFault] = []
  private var names: Set<String> = []
  private var name: String?
  private var nameLine = 0
  /// Of the row at hand. They are few: a dictionary would take most of the time of a start.
  private var fields: [(field: Field, value: String, line: Int)] = []

  private typealias Field = MessageFault.Field

  /// A literal that is shorter stands in too many lines.
  private static let shortestNeedle = 4

  init(checks: Bool) { self.checks = checks }

  mutating func read(_ line: TableLine.Content, of table: Span<UInt8>, number: Int) {
    switch line {
    case .remark: break
    case .unclear: complain(number, .noField)
    case .name(let name):
      endRow()
      guard let name else { return complain(number, .noField) }
      begin(String(table.extracting(name)), number)
    case .field(let key, let value):
      let key = String(table.extracting(key))
      guard let field = Field(rawValue: key) else { return complain(number, .unknownField(key)) }
      guard name != nil else { return complain(number, .noName) }
      if written(field) != nil { complain(number, .repeatedField(key)) }
      fields.append((field, String(table.extracting(value)), number))
    }
  }

  private func written(_ field: Field) -> (field: Field, value: String, line: Int)? {
    fields.first { $0.field == field }
  }

  private mutating func begin(_ name: String, _ line: Int) {
    self.name = name
    nameLine = line
    fields.removeAll(keepingCapacity: true)
    if !names.insert(name).inserted { complain(line, .repeatedName(name)) }
  }

  private mutating func complain(_ line: Int, _ reason: MessageFault.Reason) {
    faults.append(MessageFault(line: line, reason: reason))
  }

  /// Makes a row of what was read since the last name.
  mutating func endRow() {
    guard let name else { return }
    self.name = nil
    if written(.title) != nil {
      endIssue(name)
    } else {
      endMessage(name)
    }
  }

  private mutating func endIssue(_ name: String) {
    let before = faults.count
    func text(_ text: String) -> String? { text.isEmpty ? nil : text }
    let title = value(.title, text)
    let suspect = value(.suspect, isNeeded: false, text)
    let since = value(.since, isNeeded: false) { Version(exactly: $0) }
    let until = value(.until, isNeeded: false) { Version(exactly: $0) }
    let fixedIn = value(.fixedIn, isNeeded: false, text)
    let mended = value(.mended, text)
    let url = value(.url) { $0.hasPrefix("https://") ? $0 : nil }
    let seen = form(.seen)
    let also = written(.also) == nil ? nil : form(.also)
    let example = value(.example, text)
    let nearMiss = value(.nearMiss, text)
    guard faults.count == before, let title, let mended, let url, let seen, let example,
      let nearMiss
    else { return }
    if checks { check(seen, example, nearMiss, .seen) }
    if let since, let until, until < since { complain(.until, .endsBeforeItBegins) }
    guard faults.count == before else { return }
    let id = name.hasPrefix("issue.") ? String(name.dropFirst(6)) : name
    issues.append(
      KnownIssue(
        id: id, title: title, suspect: suspect, seen: [seen] + [also].compactMap { $0 },
        since: since, until: until, fixedIn: fixedIn, mended: mended, url: url, example: example,
        nearMiss: nearMiss))
  }

  private mutating func endMessage(_ name: String) {
    let before = faults.count
    let meaning = value(.meaning) { Meaning(rawValue: $0) }
    let speaker = value(.speaker) { ExpectedSpeaker(rawValue: $0) }
    let since = value(.since) { Version(exactly: $0) }
    let until = value(.until, isNeeded: false) { Version(exactly: $0) }
    let form = form(.form)
    let example = value(.example) { $0.isEmpty ? nil : $0 }
    let nearMiss = value(.nearMiss) { $0.isEmpty ? nil : $0 }
    let limit = value(.defaultLimit, isNeeded: false) { Int($0) }
    let driver = value(.timeoutOf, isNeeded: false) { $0 }
    let traits = value(.traits, isNeeded: false) { text in
      let bytes = text.utf8.span
      let parts = bytes.split { $0 == UInt8(ascii: ",") }
      let traits = parts.compactMap { part in
        Row.Trait(rawValue: bytes.text(in: part))
      }
      return traits.count == parts.count ? Set(traits) : nil
    }
    guard faults.count == before, let meaning, let speaker, let since, let form, let example,
      let nearMiss
    else { return }
    let row = Row(
      name: name, meaning: meaning, speaker: speaker, since: since, until: until, form: form,
      example: example, nearMiss: nearMiss, defaultLimit: limit.map { Double($0) },
      timedOutDriver: driver, traits: traits ?? [])
    if checks { check(row) }
    if faults.count == before { rows.append(row) }
  }

  private mutating func value<Value>(
    _ field: Field, isNeeded: Bool = true, _ read: (String) -> Value?
  ) -> Value? {
    guard let (_, text, line) = written(field) else {
      if isNeeded { complain(nameLine, .missingField(field)) }
      return nil
    }
    let value = read(text)
    if value == nil {
      complain(line, text.isEmpty ? .missingField(field) : .malformed(field, text))
    }
    return value
  }

  private mutating func form(_ field: Field) -> Form? {
    guard let text = value(field, { $0.isEmpty ? nil : $0 }) else { return nil }
    do throws(Form.Fault) { return try Form(text) } catch {
      complain(field, .malformedForm(error))
      return nil
    }
  }

  private mutating func check(_ row: Row) {
    check(row.form, row.example, row.nearMiss, .form)
    for holes in row.meaning.neededHoles where !holes.contains(where: row.form.holes.contains) {
      complain(.form, .missingHole(holes))
    }
    if let until = row.until, until < row.since { complain(.until, .endsBeforeItBegins) }
  }

  /// Whether a form keeps to its example and its near miss.
  private mutating func check(_ form: Form, _ example: String, _ nearMiss: String, _ field: Field) {
    if form.needle.utf8.count < Self.shortestNeedle {
      complain(field, .needleTooShort(form.needle))
    }
    if form.match(Array(example.utf8)[...]) == nil { complain(.example, .exampleDoesNotMatch) }
    if form.match(Array(nearMiss.utf8)[...]) != nil { complain(.nearMiss, .nearMissMatches) }
  }

  private mutating func complain(_ field: Field, _ reason: MessageFault.Reason) {
    complain(written(field)?.line ?? nameLine, reason)
  }
}

extension Span<UInt8> {
  /// What stands in a range, without the blanks at its ends.
  fileprivate func text(in range: Range<Int>) -> String {
    let start = min(end(of: { $0 == .blank }, from: range.lowerBound), range.upperBound)
    var end = range.upperBound
    while end > start, self[end - 1] == .blank { end -= 1 }
    return String(extracting(start..<end))
  }
}
