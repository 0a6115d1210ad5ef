internal import Glibc

extension TextReader {
  /// Reads what is left of a file or pipe.
  ///
  /// If reading fails on the way, the answer holds what came before, and says so as its source's
  /// `skipped`.
  ///
  /// - Throws: ``ReadError`` if nothing could be read at all.
  public static func read(
    fileDescriptor: Int32, name: String, question: Question, selection: Selection = Selection()
  ) throws(ReadError) -> Answer {
    var reader = TextReader(name: name, question: question, selection: selection)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var total = 0
    while true {
      let count = Glibc.read(fileDescriptor, buffer.baseAddress, buffer.count)
      if count > 0 {
        total += count
        reader.feed(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
      } else if count == 0 {
        return reader.finish()
      } else if errno != EINTR {
        let reason = String(cString: strerror(errno))
        guard total > 0 else { throw ReadError(name: name, reason: reason) }
        var answer = reader.finish()
        answer.coverage.sources[0].skipped = "after \(total) bytes: \(reason)"
        return answer
      }
    }
  }
}
