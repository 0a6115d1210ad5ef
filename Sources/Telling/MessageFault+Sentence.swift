public import KillCorrelator

extension MessageFault {
  /// What is wrong with the line, without its number.
  public var sentence: String {
    switch reason {
    case .noField: "neither a [name] nor a field like “meaning: worker-killed”"
    case .unknownField(let field): "there is no field “\(field)”"
    case .repeatedField(let field): "the field “\(field)” stands a second time"
    case .noName: "a field above the first [name]"
    case .repeatedName(let name): "the name [\(name)] stands a second time"
    case .missingField(let field): "the row has no “\(field.rawValue)”"
    case .malformed(let field, let text): "\(field.words) “\(text)”"
    case .malformedForm(.unknownHole(let hole)):
      "there is no hole {\(hole)}; a brace is written twice"
    case .malformedForm(.brackets):
      "a hole { } or an optional part « » is not closed, or not opened"
    case .malformedForm(.empty): "the form is empty"
    case .endsBeforeItBegins: "“until” is older than “since”"
    case .needleTooShort(let needle):
      "no literal text is long enough to be searched for: the longest is “\(needle)”"
    case .missingHole(let holes):
      "such a message needs \(holes.map { "{\($0.rawValue)}" }.joined(separator: " or "))"
    case .exampleDoesNotMatch: "the form does not match its own example"
    case .nearMissMatches: "the form matches what it must not match"
    }
  }
}

extension MessageFault.Field {
  fileprivate var words: String {
    switch self {
    case .meaning: "no message means"
    case .speaker: "nobody is called"
    case .since, .until: "no version is called"
    case .defaultLimit: "no number of seconds:"
    case .traits: "no trait is called"
    case .url: "no address that begins with https:"
    case .form, .example, .nearMiss, .timeoutOf, .title, .suspect, .seen, .also, .fixedIn, .mended:
      "not understood:"
    }
  }
}
