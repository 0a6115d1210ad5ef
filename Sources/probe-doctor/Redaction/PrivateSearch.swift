/// Looks through a text for what is private by where it stands or by its form.
struct PrivateSearch {
  private let bytes: [UInt8]
  private let forms: Forms
  /// The options of a command line that the search has come to.
  private var options: ArraySlice<PrivateSpot> = []

  /// - Parameter isOptions: the whole text is a command line, as `/proc/cmdline` has it.
  init(_ bytes: [UInt8], isOptions: Bool = false) {
    self.bytes = bytes
    forms = Forms(bytes)
    if isOptions { options = BootOptions.spots(in: bytes, bytes.indices)[...] }
  }

  /// All of it, in order; what lies in something larger is left out.
  static func spots(in bytes: [UInt8], isOptions: Bool = false) -> [PrivateSpot] {
    var search = PrivateSearch(bytes, isOptions: isOptions)
    var spots: [PrivateSpot] = []
    var at = 0
    while at < bytes.count {
      let spot = search.announced(at: at) ?? search.formed(at: at)
      if let spot { spots.append(spot) }
      at = max(spot?.range.upperBound ?? 0, at + 1)
    }
    return spots
  }

  /// What is private because of the words that begin at a place, or of the option's name before it.
  mutating func announced(at place: Int) -> PrivateSpot? {
    while let next = options.first, next.range.lowerBound < place { options.removeFirst() }
    if let next = options.first, next.range.lowerBound == place { return options.removeFirst() }
    if bytes[place] == Self.commandLine[0], bytes[place...].starts(with: Self.commandLine) {
      let start = place + Self.commandLine.count
      let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.endIndex
      options = BootOptions.spots(in: bytes, start..<end)[...]
    }
    guard let spot = Lead.match(bytes, at: place) else { return nil }
    return isFree(spot) ? spot : nil
  }

  /// What is private by its form and begins at a place.
  func formed(at place: Int) -> PrivateSpot? {
    guard bytes.beginsWord(at: place), let spot = forms.match(at: place) else { return nil }
    return isFree(spot) ? spot : nil
  }

  /// An option goes as a whole.
  private func isFree(_ spot: PrivateSpot) -> Bool {
    if let next = options.first, next.range.overlaps(spot.range) { return false }
    return !Pseudonyms.isName(bytes[spot.range])
  }

  /// `Command line: ` and `Kernel command line: `.
  private static let commandLine = Array("ommand line: ".utf8)
}

extension [UInt8] {
  /// Whether a word begins there. What systemd writes for a sign (`\x2d`) is none.
  func beginsWord(at place: Int) -> Bool {
    guard place > 0, self[place - 1].isWordByte else { return true }
    return place >= 4 && self[place - 4] == UInt8(ascii: "\\")
      && self[place - 3] == UInt8(ascii: "x")
  }
}
