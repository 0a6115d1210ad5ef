/// Where in a text log's line the host stands: right before the speaker's tag.
enum HostColumn {
  /// - Parameters:
  ///   - words: what stands before the message.
  ///   - speaker: the tag without its process.
  static func range(in words: [ArraySlice<UInt8>], speaker: String) -> Range<Int>? {
    let tag = Array(speaker.utf8)
    guard !tag.isEmpty,
      let place = words.lastIndex(where: {
        $0.starts(with: tag) && ($0.last == UInt8(ascii: ":") || $0.last == UInt8(ascii: "]"))
      }), place > 0
    else { return nil }
    let word = words[place - 1]
    let isTime =
      word.allSatisfy { !$0.isWordByte || $0.isDecimal } && word.count > 5
      || word[word.startIndex].isDecimal && word.contains(UInt8(ascii: ":"))
    let isHost = word.allSatisfy { $0.isWordByte || "._-".utf8.contains($0) }
    return isHost && !isTime && !Announcement.isHarmless(word, .host) ? word.indices : nil
  }
}
