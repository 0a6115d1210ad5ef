/// `1 boot`, `2 boots`, `1,034 entries`.
package func counted(_ count: Int, _ one: SafeText, _ many: SafeText? = nil) -> SafeText {
  "\(grouped(count)) \(count == 1 ? one : many ?? one + "s")"
}

/// `… and 3 more`, for what a list has not; nil where that is nothing.
package func more(_ hidden: Int) -> SafeText? { hidden > 0 ? "… and \(grouped(hidden)) more" : nil }

/// A number with a comma between thousands.
package func grouped(_ number: Int) -> SafeText {
  var rest = Substring(String(number.magnitude))
  var groups: [Substring] = []
  while rest.count > 3 {
    groups.insert(rest.suffix(3), at: 0)
    rest = rest.dropLast(3)
  }
  return SafeText((number < 0 ? "-" : "") + ([rest] + groups).joined(separator: ","))
}

/// `12 s`, `12.5 s`, `0.05 s`: as many digits as are worth reading.
package func duration(_ seconds: Double) -> SafeText {
  let hundredths = Int64((min(max(seconds, 0), 1e9) * 100).rounded())
  if hundredths < 10 { return "\(decimal(hundredths, places: 2)) s" }
  if hundredths < 10_000, (hundredths + 5) / 10 % 10 != 0 {
    return "\(decimal((hundredths + 5) / 10, places: 1)) s"
  }
  return "\((hundredths + 50) / 100) s"
}

/// A scaled whole number with its decimal point.
package func decimal(_ scaled: Int64, places: Int) -> SafeText {
  let divisor = (0..<places).reduce(Int64(1)) { product, _ in product * 10 }
  let fraction = String(scaled.magnitude % divisor.magnitude)
  let zeros = String(repeating: "0", count: max(0, places - fraction.count))
  return SafeText(
    "\(scaled < 0 ? "-" : "")\(scaled.magnitude / divisor.magnitude).\(zeros)\(fraction)")
}
