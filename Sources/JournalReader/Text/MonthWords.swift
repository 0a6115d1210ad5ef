/// The month that a word in a syslog or `journalctl -o short` stamp means.
///
/// journalctl prints the month in the reader's language (strftime `%b`), so a log pasted in a
/// report may say `mai`, `авг` or `11月`. Words that are not known are numbered as they appear,
/// which keeps differences within a month, and mostly across its end, right.
struct MonthWords {
  private var cachedWord: [UInt8] = []
  private var cachedMonth: Int64 = 0
  private var learned: [(word: [UInt8], month: Int64)] = []

  mutating func month(of word: ByteSpan) -> Int64 {
    if word.equals(cachedWord) { return cachedMonth }
    let month = lookUp(word)
    cachedWord = Array(word.bytes)
    cachedMonth = month
    return month
  }

  private mutating func lookUp(_ word: ByteSpan) -> Int64 {
    var index = 0
    if let number = word.number(at: &index, limit: 2), (1...12).contains(number) { return number }
    if let known = Self.known(word.string) { return known }
    if let known = learned.first(where: { word.equals($0.word) }) { return known.month }
    let next = cachedMonth % 12 + 1
    learned.append((Array(word.bytes), next))
    return next
  }

  private static func known(_ word: String) -> Int64? {
    let plain = word.lowercased().filter { $0 != "." }
    let month = abbreviations.firstIndex { $0.contains(String(plain.prefix(4))) }
    let short = abbreviations.firstIndex { $0.contains(String(plain.prefix(3))) }
    return (month ?? short).map { Int64($0) + 1 }
  }

  /// From glibc's locales: English, German, French, Spanish, Italian, Portuguese, Dutch, the
  /// Nordic languages, Polish, Czech, Russian and Ukrainian. A word that means two months in two
  /// of them is left out.
  private static let abbreviations: [Set<String>] = [
    ["jan", "jän", "ene", "gen", "sty", "led", "янв", "січ"],
    ["feb", "fév", "fev", "lut", "úno", "фев", "лют"],
    ["mar", "mär", "mrz", "mrt", "bře", "мар", "бер"],
    ["apr", "avr", "abr", "kwi", "dub", "апр", "кві"],
    ["may", "mai", "mei", "mag", "maj", "kvě", "май", "мая", "тра"],
    ["jun", "juin", "giu", "cze", "čen", "čer", "июн", "чер"],
    ["jul", "juil", "lug", "lip", "čec", "июл", "лип"],
    ["aug", "aoû", "ago", "sie", "srp", "авг", "сер"],
    ["sep", "set", "wrz", "zář", "сен", "вер"],
    ["oct", "okt", "out", "ott", "paź", "říj", "окт", "жов"],
    ["nov", "nóv", "lis", "ноя", "лис"],
    ["dec", "déc", "dez", "dic", "des", "gru", "pro", "дек", "гру"],
  ]
}
