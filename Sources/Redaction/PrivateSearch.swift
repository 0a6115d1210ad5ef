/// Looks through a text for what is private by where it stands or by its form.
struct PrivateSearch {
  private let bytes: [UInt8]
  private let forms: ValueForms
  /// The options of command lines that the search has not come to.
  private var options: ArraySlice<PrivateMatch>
  private var announced: ArraySlice<(start: Int, match: PrivateMatch)>

  /// - Parameter isOptions: the whole text is a command line, as `/proc/cmdline` has it.
  init(_ bytes: [UInt8], isOptions: Bool = false, isWrapped: Bool = false) {
    self.bytes = bytes
    forms = ValueForms(bytes, isWrapped: isWrapped)
    let values = AnnouncedValues(in: bytes)
    announced = values.all[...]
    options = (isOptions ? KernelOptions.matches(in: bytes, bytes.indices) : values.options)[...]
  }

  /// All of it, in order; what lies in something larger is left out.
  ///
  /// - Parameter isWrapped: sentences may go on in the next line.
  static func matches(
    in bytes: [UInt8], isOptions: Bool = false, isWrapped: Bool = false
  ) -> [PrivateMatch] {
    var search = PrivateSearch(bytes, isOptions: isOptions, isWrapped: isWrapped)
    var matches: [PrivateMatch] = []
    var at = 0
    while at < bytes.count {
      var match = search.announced(at: at)
      if match == nil, bytes.beginsWord(at: at) {
        match = search.formed(at: at) ?? search.domain(at: at) ?? search.givenName(at: at)
      }
      if let match { matches.append(match) }
      at = max(match?.range.upperBound ?? 0, at + 1)
    }
    return matches
  }

  /// What is private because of the words that begin at a place, or of the option's name before it.
  mutating func announced(at place: Int) -> PrivateMatch? {
    while let next = options.first, next.range.lowerBound < place { options.removeFirst() }
    if let next = options.first, next.range.lowerBound == place { return options.removeFirst() }
    while let next = announced.first, next.start <= place {
      announced.removeFirst()
      if next.start == place || next.match.range.lowerBound >= place, isFree(next.match) {
        return next.match
      }
    }
    return nil
  }

  /// What is private by its form and begins at a place, as a word does.
  func formed(at place: Int) -> PrivateMatch? {
    guard let match = forms.match(at: place) else { return nil }
    return isFree(match) ? match : nil
  }

  /// The name of a machine that nothing announces and that begins at a place, as a word does.
  func domain(at place: Int) -> PrivateMatch? {
    guard let match = forms.domain(place) else { return nil }
    return isFree(match) ? match : nil
  }

  /// A name that only its place and its letters tell of, and that begins at a place, as a word does.
  func givenName(at place: Int) -> PrivateMatch? {
    guard let match = forms.givenName(place) else { return nil }
    return isFree(match) ? match : nil
  }

  /// An option goes as a whole.
  private func isFree(_ match: PrivateMatch) -> Bool {
    if let next = options.first, next.range.overlaps(match.range) { return false }
    return !Pseudonyms.isName(bytes[match.range])
  }
}

extension [UInt8] {
  /// Whether a word begins there. What systemd writes for a sign (`\x2d`) is none.
  func beginsWord(at place: Int) -> Bool {
    guard place > 0, self[place - 1].isWordByte else { return true }
    return place >= 4 && self[place - 4] == UInt8(ascii: "\\")
      && self[place - 3] == UInt8(ascii: "x")
  }
}
