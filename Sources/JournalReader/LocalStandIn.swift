public struct TextReader {
  let name: String
  var entries = 0
  public init(name: String, question: Question, selection: Selection) { self.name = name }
  public mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes where byte == 10 { entries += 1 }
  }
  public mutating func finish() -> Answer {
    Answer(coverage: Coverage(sources: [.init(name: name, kind: .text, entries: entries)]))
  }
  public static func looksLikeText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    !bytes.contains(0)
  }
}
extension Stamp {
  public static func journal(
    monotonic: Int64, realtime: Int64, sourceMonotonic: Int64?, sourceRealtime: Int64?,
    isKernel: Bool
  ) -> Stamp {
    if isKernel, let sourceMonotonic {
      return Stamp(
        monotonic: sourceMonotonic, realtime: realtime - (monotonic - sourceMonotonic))
    }
    if !isKernel, let sourceRealtime, (0...3_600_000_000).contains(realtime - sourceRealtime) {
      return Stamp(
        monotonic: monotonic - (realtime - sourceRealtime), realtime: sourceRealtime)
    }
    return Stamp(monotonic: monotonic, realtime: realtime, clock: .reception)
  }
}
