internal import CFork
internal import Glibc

/// Another program that is asked something: started by its full name, without a shell, with nothing
/// of our environment, our descriptors or our signals, and ended if it takes too long.
public enum Program {
  private static let environment = ["LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]

  /// What it prints; nil if it cannot be started, fails, or does not end in time.
  ///
  /// - Parameters:
  ///   - command: its full name and its arguments.
  ///   - seconds: how long it may take.
  ///   - limit: more bytes than that are not taken.
  public static func output(
    of command: [String], within seconds: Double = 5, limit: Int = 64 << 10
  ) -> [UInt8]? {
    guard command.first?.hasPrefix("/") == true else { return nil }
    var reading: Int32 = -1
    let process = withVector(command) { arguments in
      withVector(environment) { pd_spawn(arguments, $0, &reading) }
    }
    guard process > 0 else { return nil }
    defer { close(reading) }
    let deadline = Clock.monotonic() + Int64(seconds * 1_000_000)
    let bytes = read(reading, until: deadline, limit: limit)
    if bytes == nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      // One that hangs in the kernel is left to its fate.
      guard ended == 0 || errno == EINTR, Clock.monotonic() < deadline else {
        kill(process, SIGKILL)
        if ended == 0, waitpid(process, &status, WNOHANG) == process { break }
        return nil
      }
      usleep(1000)
    }
    return status == 0 ? bytes : nil
  }

  private static func read(_ descriptor: Int32, until deadline: Int64, limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= limit {
      let left = deadline - Clock.monotonic()
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard left > 0 else { return nil }
      let ready = poll(&wait, 1, Int32(clamping: left / 1000 + 1))
      guard ready > 0 else {
        if ready < 0, errno != EINTR { return nil }
        continue
      }
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes += piece[..<count]
    }
    return nil
  }

  /// Hands over words as execve(2) takes them.
  private static func withVector<Result>(
    _ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var vector = words.map { strdup($0) }
    vector.append(nil)
    defer { for word in vector { free(word) } }
    return vector.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { fatalError("a vector ends with a null") }
      return body(start)
    }
  }
}
