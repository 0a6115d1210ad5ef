/// Who may have printed a line, going by its text.
public struct Speakers: Sendable, Equatable {
  /// The module that has it, or the one that all claimants build on; nil where several could have printed it, where
  /// the kernel's own image has it, and where nobody is known.
  public let module: String?
  public let sureness: Sureness
  /// All that have the text, `module` first, the others in alphabetical order.
  public let claims: [Claim]
  /// The kernels whose own image has the text.
  public let inKernel: KernelSet
  /// Whether more modules have it than are told.
  public let isCut: Bool
  /// How many letters of the line are those of the message.
  public let letters: Int

  public enum Sureness: Int, Sendable, Comparable {
    /// Too little of the line is known for a name.
    case none
    /// The words fit; what stands between them cannot be checked.
    case fair
    /// The line is that message from its beginning.
    case good
    /// The line is that message from end to end, and nothing in it is left to guess.
    case whole

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  static let unknown = Speakers(
    module: nil, sureness: .none, claims: [], inKernel: [], isCut: false, letters: 0)
}

/// How much of a line must be a message's own words before a name is given. Measured on other people's
/// logs (docs/kernel-facts.md): less, and words of programs are taken for drivers'.
private enum Least {
  static let whole = 8
  static let beginning = 11
  static let words = 16
  /// What the message begins with is missing from the line.
  static let cut = 24
  /// A string without a conversion, a level or a line feed is as likely an argument to somebody's `%s`.
  static let plain = 24
  /// One word alone.
  static let single = 16
  /// Who has that part of the best one's letters could have printed it as well.
  static let rival = 0.8
}

extension KernelFacts {
  /// Who prints such a line: `Init cmd return status FAILED for SCSI host 0` → megaraid_sas.
  ///
  /// `line` is the message, with or without `driver device:` in front and without printk's time. A text that several
  /// modules have is their common helper's, or nobody's: then `claims` names them, and what else is known (a module that
  /// is loaded, a device's driver) may choose. `kernel` is the release that ran; it chooses among claimants where the
  /// facts are of just that version.
  public func speakers(ofLine line: String, kernel: String? = nil) -> Speakers {
    let matches = matches(of: PrintedLine(line))
    guard let top = matches.filter(\.isEnough).map(\.letters).max() else { return .unknown }
    let best = matches.filter { $0.isEnough && $0.letters == top }
    let rivals = matches.filter { $0.begins && Double($0.letters) >= Least.rival * Double(top) }
    var claims = self.claims((best + rivals).map(\.set))
    let core = (best + rivals).reduce(into: KernelSet()) { set, match in
      for member in sets.members(match.set) where member.module == SetTable.core {
        set.formUnion(KernelSet(rawValue: member.kernels))
      }
    }
    if claims.count > 1, let kernel, let version = KernelVersion(release: kernel) {
      let nearest = nearest(to: kernel)
      if kernels.contains(where: { $0.version == version }) {
        let there = claims.filter { !$0.kernels.isDisjoint(with: nearest) }
        if !there.isEmpty { claims = there }
      }
    }
    claims.sort { $0.module < $1.module }
    let isCut = best.contains { match in
      sets.members(match.set).contains { $0.module == SetTable.more }
    }
    let module = core.isEmpty && !isCut ? spokesman(claims) : nil
    if let module, let index = claims.firstIndex(where: { $0.module == module }) {
      claims.insert(claims.remove(at: index), at: 0)
    }
    return Speakers(
      module: module, sureness: best.map(\.sureness).max() ?? .none, claims: claims, inKernel: core,
      isCut: isCut, letters: top)
  }

  /// The only claimant, or the one that all the others need.
  private func spokesman(_ claims: [Claim]) -> String? {
    if claims.count == 1 { return claims[0].module }
    let numbers = claims.compactMap { number(ofModule: $0.module) }
    let needs = numbers.map(closure(of:))
    let common = numbers.filter { one in
      numbers.indices.allSatisfy { numbers[$0] == one || needs[$0].contains(one) }
    }
    return common.count == 1 ? name(ofModule: common[0]) : nil
  }

  /// A message whose words stand in the line.
  private struct Match {
    let letters: Int
    let words: Int
    let set: Int
    /// Nothing of the line is left over in front of it, but a prefix.
    let begins: Bool
    /// Nothing of the line is left over behind it.
    let ends: Bool
    /// So many words stand in front of, or behind, its longest run as its conversions print.
    let isBeginningCounted: Bool
    let isEndCounted: Bool
    let isPlain: Bool
    /// The message begins with a conversion, the line does not show what it printed.
    let isFrontMissing: Bool

    var sureness: Speakers.Sureness {
      isBeginningCounted ? (isEndCounted ? .whole : .good) : .fair
    }

    var isEnough: Bool {
      guard begins, ends, words > 1 || letters >= Least.single else { return false }
      if isPlain { return sureness == .whole && letters >= Least.plain }
      return switch sureness {
      case .whole: letters >= (words > 2 ? Least.whole : Least.beginning)
      case .good: letters >= Least.beginning
      case .fair, .none: letters >= (isFrontMissing ? Least.cut : Least.words)
      }
    }
  }

  private func matches(of line: PrintedLine) -> [Match] {
    let bits = texts.u32(0)
    let base = texts.start + 8 + (1 << bits + 1) * 4
    var found: [Match] = []
    for start in line.words.indices {
      var hash = KeyHash()
      for end in start..<min(start + 6, line.words.count) {
        line.add(end, first: end == start, to: &hash)
        let key = hash.value
        let bucket = Int(key >> UInt64(64 - bits))
        let print = Int(key >> UInt64(40 - bits) & 0xff_ffff)
        var at = texts.u32(8 + bucket * 4)
        let last = min(texts.u32(12 + bucket * 4), texts.count - (base - texts.start))
        while at < last {
          let stored = texts.bytes.u24(base + at)
          if stored > print { break }
          let shape = Shape(texts.bytes, at: base + at)
          if stored == print, let match = shape.match(line, start..<end + 1, facts: self) {
            found.append(match)
          }
          at += shape.size
        }
      }
    }
    return found
  }

  /// A message as it is stored: `Compiler.text_section` in Facts/compile.py.
  private struct Shape {
    private let bytes: FactBytes
    private let at: Int
    private let word: Int
    private let counts: Int

    init(_ bytes: FactBytes, at: Int) {
      self.bytes = bytes
      self.at = at
      word = bytes.u24(at + 3)
      counts = bytes.u8(at + 6)
    }

    private var before: Int { word >> 20 & 3 }
    private var after: Int { word >> 22 & 3 }
    var size: Int { 7 + 2 * (before + after) }

    private func piece(_ index: Int) -> (count: Int, hash: Int) {
      let stored = bytes.u16(at + 7 + 2 * index)
      return (max(stored >> 12, 1), stored & 0xfff)
    }

    /// The anchor stands at some words of a line: does the rest fit?
    func match(_ line: PrintedLine, _ anchor: Range<Int>, facts: KernelFacts) -> Match? {
      var letters = line.letters(in: anchor)
      var words = anchor.count
      var place = anchor.upperBound
      for index in before..<before + after {
        let piece = piece(index)
        guard let found = line.find(piece, in: place..<line.words.count) else { return nil }
        place = found + piece.count
        letters += line.letters(in: found..<place)
        words += piece.count
      }
      place = 0
      for index in 0..<before {
        let piece = piece(index)
        guard let found = line.find(piece, in: place..<anchor.lowerBound) else { return nil }
        place = found + piece.count
        letters += line.letters(in: found..<place)
        words += piece.count
      }
      let count = (front: counts & 7, back: counts >> 3)
      let isFrontKnown = count.front != 7
      let isBackKnown = count.back != 31
      let first = anchor.lowerBound - count.front
      let last = anchor.upperBound + count.back
      if isBackKnown, last > line.words.count { return nil }
      // A line that was cut in front has fewer words there than the message.
      let isFrontCut = isFrontKnown && first < 0
      let begins =
        isFrontCut
        ? line.isFresh[anchor.lowerBound]
        : !isFrontKnown || line.isFresh[first]
      let endsWithWord = word >> 18 & 1 != 0
      let ends =
        isBackKnown
        ? last == line.words.count : endsWithWord || anchor.upperBound < line.words.count
      return Match(
        letters: letters, words: words, set: word & 0x1_ffff, begins: begins, ends: ends,
        isBeginningCounted: isFrontKnown && !isFrontCut && begins,
        isEndCounted: isBackKnown && ends,
        isPlain: word >> 19 & 1 != 0, isFrontMissing: !isFrontKnown && anchor.lowerBound == 0)
    }
  }
}
