/// Where the time between the start of a uevent and its end went, told from the victim inwards.
///
/// A chain may stop at any link: the rest is then unknown.
public struct Chain: Sendable {
  /// The activity first, then what that waited for, then why it did not come.
  public var links: [Link]

  public init(_ links: [Link] = []) { self.links = links }

  /// One step of it, with evidence and a confidence of its own.
  public struct Link: Sendable {
    public enum Place: String, Sendable, CaseIterable {
      /// What the victim was doing.
      case activity
      /// What it waited for.
      case wait
      /// Why that did not come.
      case root
    }
    public enum Kind: String, Sendable {
      case driver, program
      /// A program or builtin that only reads a device: it waits for what the device waits for.
      case reader
      /// A unit that a program waits for.
      case service
      case hardware, firmware
      /// A lock whose holder the log does not show.
      case lock
      /// The kernel's pool of randomness was not ready.
      case entropy
      /// The machine was starved.
      case cpu
      /// The limit's clock went on while nothing ran.
      case clock
      /// The device was taken away.
      case removal
      /// The limit was too short for what had to be done.
      case limit
      /// An error of the kernel in a driver.
      case kernelBug = "kernel-bug"
      case unknown
    }
    public var place: Place
    public var kind: Kind
    /// Nil if it has none.
    public var name: String?
    public var confidence: Culprit.Confidence
    /// The id of the finding whose chain goes on here.
    public var of: String?
    /// The strongest first.
    public var evidence: [Evidence]
  }

  /// The link at a place, if the chain goes so far.
  public subscript(place: Link.Place) -> Link? { links.first { $0.place == place } }

  /// The innermost link that is certain or likely and can be accused; links further in that are
  /// only possible, or that nobody can be accused of, do not take it away. Nobody is accused where
  /// what is known further in is a reader, a lock that nobody is seen to hold, or that no time was
  /// given.
  public var culprit: Culprit {
    for link in links.reversed() where link.confidence.isProved {
      switch link.kind {
      case .reader, .lock, .cpu, .clock: return .unknown
      case .limit, .entropy, .unknown: continue
      case .driver, .program, .service, .hardware, .firmware, .removal, .kernelBug:
        // the program that waits for it is accused
        let program = link.kind == .service ? self[.activity]?.name : link.name
        guard let kind = link.kind.accused, let name = program else { continue }
        return Culprit(kind: kind, name: name, confidence: link.confidence)
      }
    }
    return .unknown
  }
}

extension Chain.Link.Kind {
  /// As what somebody is accused; nil for what cannot be.
  var accused: Suspect.Kind? {
    switch self {
    case .driver, .kernelBug: .driver
    case .program, .service: .program
    case .hardware, .removal: .hardware
    case .firmware: .firmware
    case .reader, .lock, .entropy, .cpu, .clock, .limit, .unknown: nil
    }
  }
}
