internal import LogModel

/// Whose lines are kept around a trigger: the kernel's, those of the programs that can write a
/// trigger, PID 1's, and those that do not say whose they are.
///
/// A journal is asked for the same by its index. What a web server said in the minutes around a
/// kill only takes memory.
struct WantedSpeakers: Sendable {
  private let identifiers: [[UInt8]]

  /// A question that names nobody is about everybody.
  init(_ question: Question) {
    identifiers =
      question.identifiers.isEmpty
      ? []
      : (question.identifiers + ["systemd", Tag.firstProcessUnit]).map { Array($0.utf8) }
  }

  func contain(_ kind: Speaker.Kind, _ identifier: ByteSpan) -> Bool {
    guard kind == .program, !identifiers.isEmpty else { return true }
    // udev 240 left its name out.
    return identifier.count == 0 || identifiers.contains { identifier.equals($0) }
  }
}
