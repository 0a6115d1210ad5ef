/// A line that is longer than any log's: all of a page, or of a server's answer in JSON. It is read in
/// parts, which are cut where nothing is torn.
enum LongLine {
  /// Where a part ends that begins with `text`, of which nothing is a newline: behind a string, in a
  /// string behind a line of its own, before a tag or behind a word; in its second half.
  static func end(ofPartIn text: ByteSpan) -> Int {
    let half = text.count / 2
    func last(_ isEnd: (Int) -> Bool) -> Int? {
      var at = text.count - 1
      while at > half {
        if isEnd(at) { return at }
        at -= 1
      }
      return nil
    }
    let string = last { at in
      text[at - 1] == "\"" && text[at - 2] != "\\" && text[at].isOne(of: ",]}")
    }
    if let string { return string + 1 }
    if let line = last({ Place(of: $0, in: text) == .string }) { return line }
    if let tag = last({ text[$0] == "<" }) { return tag }
    if let word = last({ text[$0 - 1] == .blank }) { return word }
    return text.count
  }

  /// Where something begins that is read as a line.
  enum Place {
    case line
    /// Within a line.
    case part
    /// Within a string of JSON, behind an escaped newline.
    case string

    init(of start: Int, in text: ByteSpan) {
      if start == 0 || text[start - 1] == .newline {
        self = .line
      } else if text[start - 1] == "n", text[start - 2] == "\\", text[start - 3] != "\\" {
        self = .string
      } else {
        self = .part
      }
    }
  }
}
