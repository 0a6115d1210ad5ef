public import KillCorrelator

extension Chain.Link {
  /// What it says of where the time went: one sentence.
  public var sentence: String {
    let clause =
      switch place {
      case .activity: activity
      case .wait: wait
      case .root: root
      }
    let sentence =
      switch confidence {
      case .certain, .none: clause
      case .likely: "most likely \(clause)"
      case .possible: "perhaps \(clause)"
      }
    return sentence.prefix(1).uppercased() + sentence.dropFirst() + "."
  }

  private var something: String { name ?? "something" }

  private var activity: String {
    switch kind {
    case .driver, .kernelBug:
      if case .stackInDriver? = evidence.first?.statement {
        "it stood in \(something)"
      } else {
        "the worker was loading \(something) or starting a device with it"
      }
    case .reader:
      if case .askedKernel(let call)? = evidence.first?.statement {
        "it was \(call.words)"
      } else {
        "\(name ?? "one of udev's rules") was reading the device"
      }
    case .program, .service: "the program \(something) was running"
    case .firmware: "the file \(something) was being handed to a driver"
    case .removal: "the device \(something) was being taken away"
    case .hardware, .lock, .entropy, .cpu, .clock, .limit, .unknown:
      "the worker was busy with \(something)"
    }
  }

  private var wait: String {
    switch kind {
    case .driver, .kernelBug: "it waited for what \(something) was doing"
    case .hardware, .removal: "it waited for \(something) to answer"
    case .firmware: "it waited for the firmware file \(something)"
    case .program: "it waited for the program \(something)"
    case .reader: "it waited for \(something), which reads the device"
    case .service: "it waited for \(something) to start"
    case .lock:
      if case .waitsForLock(let holder?)? = evidence.first?.statement {
        "it waited for a lock\(name.map { " (\($0))" } ?? "") that \(holder) held"
      } else if case .drainsQueue? = evidence.first?.statement {
        "it waited for a disk's queue to run empty"
      } else {
        "it waited for a lock\(name.map { " (\($0))" } ?? ""), and nobody is seen to hold it"
      }
    case .entropy: "it waited for random numbers"
    case .cpu: "it waited for a processor"
    case .clock, .limit, .unknown: "it waited for \(something)"
    }
  }

  private var root: String {
    switch kind {
    case .driver: "it was \(something) itself that did not go on"
    case .kernelBug: "before that, \(something) had run into an error of the kernel"
    case .program, .service: "it was \(something) itself that did not end"
    case .reader: "\(something) was still reading"
    case .hardware: "no answer came from \(something)"
    case .removal:
      if case .lostLastPath? = evidence.first?.statement {
        "by then \(something) had lost its last path"
      } else {
        "by then \(something) had been taken away"
      }
    case .firmware: "the firmware file \(something) did not come"
    case .lock: "a lock was never released"
    case .entropy: "the kernel had no random numbers yet"
    case .cpu where name == "memory": "the machine did not have the memory that it needed"
    case .cpu: "the machine did not get the time that it needed"
    case .clock: "the limit's clock went on while the machine slept or stood still"
    case .limit: "the limit was too short"
    case .unknown: "nothing shows why"
    }
  }
}

extension StackCall {
  /// To be read behind "it was".
  fileprivate var words: String {
    let attribute = attribute.map { "an attribute of a device (\($0))" } ?? "a device or file"
    return switch kind {
    case .open: "opening a device or file"
    case .read: "reading \(attribute)"
    case .write: "writing \(attribute)"
    case .close: "closing a device or file"
    case .ioctl: "asking something of a device (ioctl)"
    }
  }
}
