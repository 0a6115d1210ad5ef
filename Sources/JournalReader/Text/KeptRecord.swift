internal import LogModel

/// A record that may be kept. Ranges are of its own bytes: its line, and what follows that.
struct KeptRecord {
  /// Of its first byte, counted over all that was read.
  var position = 0
  var lineLength = 0
  var messageStart = 0
  /// Of the line or the record in its input, from 1.
  var number = 0
  /// Which of several parts of that line.
  var part = 0
  var stamp = Stamp.none
  /// Its own time, or that of the record above.
  var near = NearTime()
  var kind = Speaker.Kind.unknown
  var pid: Int?
  var identifier = 0..<0
  var caller = 0..<0
  var device = 0..<0
  /// Kept wherever it stands.
  var isMark = false
  /// Never given up to save memory.
  var isTrigger = false

  /// The line whose message this is, or goes on with.
  var group = 0

  /// What brings records into their order. Where the newest is first, the lines of one message
  /// still follow each other.
  func order(_ order: ReadingOrder) -> Int {
    let group = order == .oldestFirst ? number : group
    let within = min(number - group, 16_383) << 6 | min(part, 63)
    return (order == .oldestFirst ? group : -group) << 20 | within
  }

  private func name(_ bytes: ByteSpan) -> String {
    guard kind != .kernel else { return "kernel" }
    let name = bytes[identifier].string
    return name == Tag.firstProcessUnit ? "systemd" : name
  }

  func origin(_ bytes: ByteSpan, in source: String, counting count: Place.Count) -> Origin {
    Origin(
      source: source, count: count,
      speaker: Speaker(
        kind: kind, identifier: name(bytes), pid: pid,
        caller: caller.isEmpty ? nil : bytes[caller].string),
      device: device.isEmpty ? nil : bytes[device].string)
  }

  func entry(_ bytes: ByteSpan, of origin: Origin) -> Entry {
    Entry(
      origin: origin, number: UInt64(number), stamp: stamp,
      line: Array(bytes[0..<lineLength].bytes), messageStart: messageStart)
  }
}
