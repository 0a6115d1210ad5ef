internal import FoundationEssentials
internal import LogModel

extension Report {
  /// One record of a log.
  public struct Entry: Codable, Sendable, Equatable {
    /// Which log.
    public var source: String
    /// Where in it: line 412, record 7, seqnum 1428.
    public var position: String
    /// The line as the user knows it; bytes that are not UTF-8 show as U+FFFD.
    public var text: String
    /// The exact bytes, only where the line is not UTF-8.
    public var bytesBase64: String?
    /// Where in the line's bytes the message begins, behind what the log puts before it.
    public var messageStart: Int
    /// Who said it: kernel, systemd-udevd, systemd; null if the line does not tell.
    public var speaker: String?
    /// When it was said.
    public var time: Time?

    public init(
      source: String, position: String, line: some Collection<UInt8>, messageStart: Int = 0,
      speaker: String? = nil, time: Time? = nil
    ) {
      self.source = source
      self.position = position
      let valid = String(validating: line, as: UTF8.self)
      text = valid ?? String(decoding: line, as: UTF8.self)
      bytesBase64 = valid == nil ? Data(line).base64EncodedString() : nil
      self.messageStart = messageStart
      self.speaker = speaker
      self.time = time
    }

    enum CodingKeys: String, CodingKey {
      case source, position, text
      case bytesBase64 = "bytes_base64"
      case messageStart = "message_start"
      case speaker, time
    }
  }
}

extension Report.Entry {
  /// The line's bytes as the log has them.
  public var line: [UInt8] {
    bytesBase64.flatMap { Data(base64Encoded: $0) }.map { Array($0) } ?? Array(text.utf8)
  }

  /// The message without the log's prefix.
  public var message: ArraySlice<UInt8> { line.dropFirst(messageStart) }

  /// Whether the line is a text log's own, with the time in it.
  public var isTextLine: Bool { position.hasPrefix("line ") }
}
