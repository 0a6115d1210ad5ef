/// Contenders that do the same job on the same input, run in turn, several times.
struct Comparison {
  var title: String
  /// What of the input the job reads, in bytes; 0 where that says nothing.
  var bytes = 0
  var contenders: [Contender]
  /// Whether valgrind is done with it in a minute.
  var isSmall = false

  struct Row {
    var name: String
    var wall: Double
    var processor: Double
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
    return try zip(contenders, taken).map { contender, taken in
      Row(
        name: contender.name, wall: Self.median(taken.map(\.wall)),
        processor: Self.median(taken.map(\.processor)), memory: try Runner.memory(contender),
        instructions: Runner.instructions(contender.command, isSmall: isSmall),
        isOurs: contender.isOurs)
    }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  /// A table in Markdown: ratios are of times, ours being 1.
  func table(_ rows: [Row]) -> String {
    let ours = rows.first(where: \.isOurs)?.wall ?? 0
    var text = "### \(title)\n\n"
    text += "| | median | of ours | CPU | peak memory | speed | instructions |\n"
    text += "|---|--:|--:|--:|--:|--:|--:|\n"
    for row in rows {
      let speed = bytes > 0 ? "\(Self.decimal(Double(bytes) / row.wall / 1e9, 2)) GB/s" : ""
      let instructions = row.instructions.map { "\(Self.decimal(Double($0) / 1e6, 1)) M" } ?? ""
      text +=
        "| \(row.isOurs ? "**\(row.name)**" : row.name) | \(Self.decimal(row.wall * 1000, 1)) ms "
      text += "| \(Self.decimal(row.wall / ours, 2)) | \(Self.decimal(row.processor * 1000, 1)) ms "
      let memory = row.memory.map { "\(Self.decimal(Double($0) / 1024, 1)) MiB" } ?? ""
      text += "| \(memory) | \(speed) | \(instructions) |\n"
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
