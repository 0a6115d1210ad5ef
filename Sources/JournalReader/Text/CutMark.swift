/// What a pager, a terminal or an author puts where a line is cut.
enum CutMark {
  static func stands(in line: ByteSpan) -> Bool {
    var end = line.count
    while end > 0, line[end - 1] == .blank { end -= 1 }
    return line[end - 1] == UInt8(ascii: ">") || line.firstIndex(of: "…") != nil
      || line.firstIndex(of: "...") != nil
  }
}
