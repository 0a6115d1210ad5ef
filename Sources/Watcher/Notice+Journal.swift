internal import CSystemd
internal import Glibc

extension Notice {
  /// Writes it into the journal. May wait: journald itself can be stuck at the very device.
  func sendToJournal() {
    var lines = fields.map { "\($0.field.rawValue)=\($0.value)" }
    lines += [
      "MESSAGE_ID=\(messageID)", "PRIORITY=\(priority)",
      "SYSLOG_IDENTIFIER=probe-doctor",
    ]
    Self.send(lines[...], [])
  }

  /// libsystemd takes all fields in one call, as vectors into memory that has to stay where it is.
  private static func send(_ lines: ArraySlice<String>, _ vectors: [iovec]) {
    guard var line = lines.first else {
      sd_journal_sendv(vectors, Int32(vectors.count))
      return
    }
    line.withUTF8 { bytes in
      let vector = iovec(
        iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
      send(lines.dropFirst(), vectors + [vector])
    }
  }
}
