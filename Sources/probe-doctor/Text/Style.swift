/// How a piece of the report stands out, where the terminal can do it.
enum Style {
  case plain, title, faint, bad, doubtful, good

  /// The sequence of ECMA-48's SGR that turns it on.
  var code: String? {
    switch self {
    case .plain: nil
    case .title: "1"
    case .faint: "2"
    case .bad: "1;31"
    case .doubtful: "1;33"
    case .good: "1;32"
    }
  }
}
