/// Contenders that do the same job on the same input, run in turn, several times.
struct Comparison {
  var title: String
  var contenders: [Contender]
  /// Whether valgrind is done with it in a minute.
  var isSmall = false
  /// How many entries there are to be looked at: then it is told what each takes.
  var entries: Int?

  struct Row {
    var name: String
    /// Ours as multiples of it, by the clock and by the processor's time: the medians of the rounds.
    var wall: Double
    var processor: Double
    /// Of the processor's time, what one round takes, in seconds.
    var seconds: Double
    var memory: Int?
    var instructions: Int?
    var isOurs: Bool
  }

  /// In turn, so that what else goes on in the machine hits all of them alike.
  func run(rounds: Int) throws -> [Row] {
    var taken = contenders.map { _ in [Measurement]() }
    for round in 0...rounds {
      for (number, contender) in contenders.enumerated() {
        let measurement = try Runner.run(contender)
        // The first round fills the page cache.
        if round > 0 { taken[number].append(measurement) }
      }
    }
    let ours = taken[contenders.firstIndex(where: \.isOurs) ?? 0]
    return try zip(contenders, taken).map { contender, taken in
      let rounds = zip(ours, taken)
      return Row(
        name: contender.name, wall: Self.median(rounds.map { $0.wall / $1.wall }),
        processor: Self.median(rounds.map { $0.processor / $1.processor }),
        seconds: Self.median(taken.map(\.processor)),
        memory: try Runner.memory(contender),
        instructions: Runner.instructions(contender.command, isSmall: isSmall),
        isOurs: contender.isOurs)
    }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  /// A table in Markdown: ours as multiples of what else does the job.
  func table(_ rows: [Row]) -> String {
    var text = "### \(title)\n\n"
    text += "| | probe-doctor takes, by the clock | by CPU | peak memory | instructions |\n"
    text += "|---|--:|--:|--:|--:|\n"
    for row in rows {
      let instructions = row.instructions.map { "\(Self.decimal(Double($0) / 1e6, 1)) M" } ?? ""
      let memory = row.memory.map { "\(Self.decimal(Double($0) / 1024, 1)) MiB" } ?? ""
      let ratios =
        row.isOurs
        ? "| |" : "\(Self.decimal(row.wall, 2)) × | \(Self.decimal(row.processor, 2)) × |"
      text += "| \(row.isOurs ? "**\(row.name)**" : row.name) | \(ratios) \(memory) "
      text += "| \(instructions) |\n"
    }
    if let entries, let ours = rows.first(where: \.isOurs) {
      let each = Self.decimal(ours.seconds / Double(entries) * 1e6, 1)
      text += "\nThat is \(each) µs of a processor for each of \(entries) entries.\n"
    }
    return text
  }

  static func decimal(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value * scale).rounded())
    guard digits > 0 else { return String(whole) }
    let fraction = String(whole % Int(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(whole / Int(scale)).\(zeros)\(fraction)"
  }
}
