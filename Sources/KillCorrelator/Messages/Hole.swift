/// What a hole of a form stands for. Nothing else can stand between braces.
public enum Hole: String, Sendable, CaseIterable {
  // of a uevent
  case pid, seqnum, sysname, devpath, modalias, seconds, limit, duration
  // of an end
  case signal
  case signalName = "signal_name"
  case code, status
  // of a program or a builtin
  case command, builtin
  case programPID = "program_pid"
  // of a unit
  case state, unit
  // of versions and options
  case version, eudev, release, options
  // of a driver
  case driver, device, module, function, usecs, firmware, path
  /// Text that may have blanks in it.
  case driverName = "driver_name"
  case ownerModule = "owner_module"
  /// All that stands before the text: a driver's name and a device's.
  case prefix
  /// As the kernel prints it.
  case errno
  // of a task
  case comm, cpu
  case ownerPID = "owner_pid"
  case count
  // what nobody asks for
  /// At least one byte of anything.
  case text
  /// At least one byte, without a blank.
  case word
  /// Anything, or nothing.
  case rest

  /// What may stand in a hole.
  enum Kind: Sendable, Hashable {
    case digits, hexadecimal, number, word, path, text, rest
  }

  var kind: Kind {
    switch self {
    case .pid, .seqnum, .signal, .programPID, .usecs, .seconds, .limit, .count, .cpu, .ownerPID:
      .digits
    case .status: .hexadecimal
    case .errno, .code: .number
    case .module, .ownerModule, .function, .state, .firmware, .driver, .release, .device, .word:
      .word
    case .devpath: .path
    case .rest: .rest
    case .sysname, .modalias, .duration, .signalName, .command, .builtin, .version, .eudev,
      .options, .path, .unit, .driverName, .prefix, .comm, .text:
      .text
    }
  }

  /// Whether what stands in it is wanted.
  var isNamed: Bool { self != .text && self != .word && self != .rest }
}

/// What stands in the holes of one message.
public struct HoleValues: Sendable, Equatable {
  /// In the order in which the form has them: a dictionary for each fact would be most of what a
  /// storm takes in memory.
  public let values: [String?]
  public let holes: [Hole]

  public subscript(hole: Hole) -> String? {
    holes.firstIndex(of: hole).flatMap { values[$0] }
  }

  /// A number; nil also where it is too large to be one.
  public subscript<Number: FixedWidthInteger>(number hole: Hole) -> Number? {
    self[hole].flatMap { Number($0) }
  }

  /// A number of seconds, or of parts of one; nil also for more than anybody lives to see.
  func seconds(_ hole: Hole, parts: Double = 1) -> Double? {
    self[hole].flatMap { Double($0) }.flatMap { TimeSpan.believable($0 / parts) }
  }

  /// A process's number, which the kernel takes from 1 to PID_MAX_LIMIT.
  func process(_ hole: Hole) -> Int? {
    (self[number: hole] as Int?).flatMap { (0...4_194_304).contains($0) ? $0 : nil }
  }

  /// Whether the device's name is no more than that: before it may stand what the reader could not
  /// tell from the message.
  var isClean: Bool {
    guard let name = self[.sysname] else { return true }
    return name.isDeviceName
  }
}

extension String {
  /// Whether it may be a device's name, and not something that tells who speaks, how loud, or in
  /// which field.
  var isDeviceName: Bool {
    let bytes = utf8.span
    return !bytes.isEmpty && bytes[0] != .colon
      && !bytes.contains { [.blank, 0x22, 0x28, 0x3c, 0x3e, 0x5b, 0x5d, 0x7b, 0x7c].contains($0) }
      && !bytes.contains(": ")
      && !notDevices.contains(String(prefix { $0 != ":" }).lowercased())
  }
}

let notDevices: Set<String> = Set(
  ExpectedSpeaker.udevIdentifiers + [
    "kernel", "emerg", "alert", "crit", "critical", "err", "error", "warn", "warning", "notice",
    "info", "debug", "trace", "message", "msg", "log", "line", "text", "event", "body",
  ])
