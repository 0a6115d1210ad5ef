/// What a line of a driver says of how it goes.
public enum Tone: String, Sendable, CaseIterable {
  /// Work has begun or goes on.
  case progress
  /// Something works now.
  case ready
  /// Something does not go as it should.
  case trouble
  /// No further attempt is made.
  case gaveUp = "gave-up"

  /// By its words and numbers; else by the level that it was printed with.
  ///
  /// - Parameter level: printk's, 0 to 7; nil where the log does not tell.
  public init?(of message: some Sequence<UInt8>, level: Int? = nil) {
    let words = ToneWords(message)
    if let tone = words.tone {
      self = tone
    } else if let level, level <= 3 {
      self = .trouble
    } else {
      return nil
    }
  }

  /// The level that stands in front of a message: `<3>`, or `kern  :err   : ` (`dmesg --raw`, `-x`).
  static func level(in prefix: ArraySlice<UInt8>) -> Int? {
    if let open = prefix.firstIndex(of: UInt8(ascii: "<")), prefix.count > open + 2,
      let close = prefix[open...].prefix(5).firstIndex(of: UInt8(ascii: ">")),
      let number = Int(String(decoding: prefix[(open + 1)..<close], as: UTF8.self))
    {
      return number & 7
    }
    let text = String(decoding: prefix.prefix(24), as: UTF8.self)
    guard text.hasPrefix("kern") else { return nil }
    let fields = text.split(separator: ":").map { $0.filter { $0 != " " } }
    return fields.count > 1 ? levels.firstIndex(of: fields[1]) : nil
  }

  private static let levels = [
    "emerg", "alert", "crit", "err", "warn", "notice", "info", "debug",
  ]
}

/// A message as words in small letters, and what they say.
private struct ToneWords {
  /// Letters and digits; a number keeps its sign.
  private var words: [String] = []

  init(_ message: some Sequence<UInt8>) {
    var word: [UInt8] = []
    var before = UInt8.blank
    func isPart(_ byte: UInt8) -> Bool {
      byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_")
    }
    for byte in message {
      if isPart(byte) {
        word.append(byte.lowercased)
      } else {
        if !word.isEmpty, word != [.dash] { words.append(String(decoding: word, as: UTF8.self)) }
        // "err -110", "(-5)", "ret=-22"; not "12-110"
        let isSign = byte == .dash && " (=:[".utf8.contains(before)
        word = isSign ? [.dash] : []
        if byte == UInt8(ascii: "="), !words.isEmpty { words.append("=") }
      }
      before = byte
    }
    if !word.isEmpty, word != [.dash] { words.append(String(decoding: word, as: UTF8.self)) }
  }

  /// The most serious thing that is said; what only looks like it is passed over.
  var tone: Tone? {
    var found: Set<Tone> = []
    var place = 0
    while place < words.count {
      let (tone, count) = phrase(at: place)
      if let tone { found.insert(tone) }
      // "waiting for firmware to become ready": it is not yet
      if tone == .progress, words[place].hasPrefix("wait") { found.remove(.ready) }
      if found.contains(.progress), tone == .ready, words[..<place].contains("waiting") {
        found.remove(.ready)
      }
      place += max(count, 1)
    }
    return [.gaveUp, .trouble, .ready, .progress].first { found.contains($0) }
  }

  /// The longest phrase that begins at a word.
  private func phrase(at place: Int) -> (tone: Tone?, count: Int) {
    let word = words[place]
    if word.first == "-", let number = Int(word) {
      let isLast = place == words.count - 1 && number < -4
      let isTold = place > 0 && (ToneTable.heralds.contains(words[place - 1]) || isLast)
      return (isError(number) && isTold && words[place - 1] != "level" ? .trouble : nil, 1)
    }
    let rows = ToneTable.rows[word] ?? []
    let best = rows.filter { row in
      place + row.words.count <= words.count
        && zip(row.words, words[place...]).allSatisfy { $0 == "#" ? Int($1) != nil : $0 == $1 }
    }.max { $0.words.count < $1.words.count }
    return (best?.tone, best?.words.count ?? 1)
  }

  /// Numbers that kernels return for what went wrong; -1 is as often "none".
  private func isError(_ number: Int) -> Bool { ToneTable.errors.contains(-number) }
}

/// Which words say what. A row without a tone is a look-alike: its words mean nothing.
enum ToneTable {
  struct Row: Sendable {
    let words: [String]
    let tone: Tone?
  }

  /// By their first word; `#` stands for any number.
  static let rows: [String: [Row]] = {
    var rows: [String: [Row]] = [:]
    for (tone, phrases) in all {
      let isEnd = { (byte: UInt8) in byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") }
      for phrase in phrases.utf8.split(whereSeparator: isEnd) {
        let words = phrase.split(separator: .blank).map { String(Substring($0)) }
        guard let first = words.first else { continue }
        rows[first, default: []].append(Row(words: words, tone: tone))
      }
    }
    return rows
  }()

  /// errno's numbers that drivers print.
  static let errors: Set<Int> = [
    2, 4, 5, 6, 11, 12, 14, 16, 17, 19, 22, 25, 28, 32, 34, 38, 61, 62, 71, 74, 75, 84, 90, 95, 103,
    104, 107, 108, 110, 111, 112, 113, 115, 116, 121, 123, 125, 512, 513, 514, 516, 517, 524,
  ]

  /// Words behind which a negative number is an error's.
  static let heralds: Set<String> = [
    "error", "err", "errno", "ret", "rc", "retval", "code", "failed", "status", "result",
    "returned",
    "returns", "return", "with", "=", "rv", "failure", "fail", "urb", "complete",
  ]

  private static let all: [(tone: Tone?, phrases: String)] = [
    (
      .gaveUp,
      """
      giving up, gave up, gives up, give up, aborting initialization, aborting initialisation
      aborting probe, probe failed, probe with driver, initialization failed, init failed
      failed to initialize, failed to init, initialisation failed, hc died, host controller died
      controller is down will reset, removing after probe failure, device offlined, offlining device
      rejecting i o to offline device, not initialized disabling, disabling device, disabling port
      disabling irq, disabling controller, shutting down filesystem, remounting filesystem read only
      unable to enumerate usb device, removing device, adapter dead, card disabled, hardware failure
      failing adapter, too many resets, retries exhausted, max retries, unrecoverable, not syncing
      """
    ),
    (
      .trouble,
      """
      timed out, time out, timeout, timeouts, timedout, not responding, no response, not respond, failed to respond
      did not respond, didn t respond, does not respond, doesn t respond, not answering, no answer
      failed, fail, fails, failure, failures, failing, error, errors, err, fatal, resetting, reset
      abort, aborted, aborting, retry, retrying, retries, stuck, hung, hang, hanging, stall, stalled
      stalls, lockup, deadlock, blocked for more, unable to, cannot, can t, can not, could not, couldn t
      bus busy, bus is busy, not ready, not ready yet, never became ready, not accepting address, invalid, corrupt
      corrupted, corruption, lost, disconnect, disconnected, unexpected, unhandled, mismatch, overrun
      underrun, bug, oops, panic, fault, faulted, faulting, unresponsive, offline, dead, died, nobody cared
      spurious, refused, denied, missing, not found, does not exist, no such, warning, taints kernel
      link is down, link down, overheat, overheated, bad, wrong, rejected, dropped, exceeded
      incomplete, suspect, unreachable, no sense, medium not present, parity, underflow, overflow
      """
    ),
    (
      .ready,
      """
      ready, is ready, link is up, link up, link becomes ready, initialized, initialised, registered
      attached, loaded, module loaded, completed, complete, done, success, successful, successfully
      succeeded, finished, online, up and running, operational, mounted filesystem, mounting complete
      initialization complete, reset complete, reset completed, reset done, reset succeeded
      reset successful, reset successfully, connected, enumerated, recovered, resumed
      firmware loaded, installed, activated, running, new usb device found, connection established
      """
    ),
    (
      .progress,
      """
      loading, initializing, initialising, starting, start, waiting for, waiting, wait for, scanning
      probing, registering, downloading, updating, upgrading, requesting, trying, spinning up
      calibrating, resuming, detecting, configuring, connecting, enabling, allocating, mounting
      booting, bringing up, setting up, performing, sending, negotiating, authenticate with
      bringing, issuing, polling, powering up, powering on, associate with, recovering
      rebuilding, resync, synchronizing, resuming, still waiting
      """
    ),
    (
      nil,
      """
      error recovery, error reporting, error handler, error handling, error injection, error counters
      error correction, error detection, error 0, errors 0, err 0, err = 0, error = 0, status 0
      errors = remount, errors = continue, errors = panic, no error, no errors, 0 errors, 0 error
      without error, without errors, advanced error reporting, ghes error, error report
      timeout = #, timeout #, timeout is, timeout of, timeout set, timeout value, default timeout
      timeout #s, reset timeout #, abort timeout #, timeout enabled, timeout to, timeout in, timeout at #
      reset controller, reset framework, reset gpio, reset method, reset methods, reset line, reset type
      supports reset, power on reset, reset vector, reset button, reset reason, reset domain
      fail safe, failsafe, fail fast, failed 0, 0 failed, 0 failures, fail 0, not failed
      bug workaround, hardware bug workaround, errata, retry count, retries = #, retry = #
      invalid 0, bad blocks 0, 0 bad, bad block table, warning threshold, fault tolerant
      fault injection, abort on, parity = #, overrun 0, overruns = #, dropped 0, missing 0, lost 0
      not running, not attached, not registered, not loaded, not initialized, not mounted, not connected
      not complete, not completed, not installed, not online, ready bit, ready for, to ready
      ready timeout, become ready, until ready, done bit
      registered as, start address, start = #, start 0, start at, start sector, no finished, not finished
      soft lockup detector, hung task detector, hard lockup detector, offline compression
      low memory corruption, memory corruption check, lost clock, kernel panic on, panic on, panic notifier, panic = #, retrying 0, dead key, reset = #
      """
    ),
  ]
}
