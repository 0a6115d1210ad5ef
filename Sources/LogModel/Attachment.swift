/// A file beside the logs that somebody asked for. Nobody here knows what is in it.
public struct Attachment: Sendable {
  /// How the user finds it again: a path, or `ARCHIVE:MEMBER`.
  public let name: String
  /// As whom it was asked for: ``AttachmentPattern/kind``.
  public let kind: String
  /// What it belongs to: the name up to where `path` begins. Logs whose names begin like that are
  /// of the same machine.
  public let root: String
  /// Where it stands below that (`lib/modules/6.1.0-50-amd64/modules.alias`).
  public let path: String
  private let read: @Sendable () -> [UInt8]

  /// - Parameter read: fetches what is in it; nothing if it cannot be read any longer.
  package init(
    _ match: AttachmentPattern.Match, name: String, read: @escaping @Sendable () -> [UInt8]
  ) {
    self.name = name
    kind = match.kind
    root = match.root
    path = match.path
    self.read = read
  }

  /// What is in it; nothing if it cannot be read any longer. It is read anew each time.
  public func bytes() -> [UInt8] { read() }

  /// Whether a log of that name is of the same machine.
  package func isBeside(log name: String) -> Bool {
    name == root || root.isEmpty
      || name.hasPrefix(root)
        && (root.hasSuffix("/") || root.hasSuffix(":"))
  }
}

/// What stood beside the logs of one machine.
public struct Surroundings: Sendable {
  /// ``Attachment/root`` of all of them.
  public let root: String
  public let attachments: [Attachment]
  /// Whether the boot is the last one there of which anything was read: the one that ran when the
  /// attachments were made, unless one of them knows better.
  public var isLatestBoot: Bool

  public init(root: String, attachments: [Attachment], isLatestBoot: Bool) {
    self.root = root
    self.attachments = attachments
    self.isLatestBoot = isLatestBoot
  }
}

/// Which files are wanted as they are, told by the ends of their names.
public struct AttachmentPattern: Sendable, Hashable {
  /// What the asker calls them.
  public let kind: String
  /// How many bytes of one are wanted.
  public let limit: Int
  private let components: [Component]

  private struct Component: Sendable, Hashable {
    var head: [UInt8]
    /// What follows a `*`; nil if there is none.
    var tail: [UInt8]?

    init(_ text: Substring.UTF8View) {
      let star = text.firstIndex(of: UInt8(ascii: "*"))
      head = Array(text[..<(star ?? text.endIndex)])
      tail = star.map { Array(text[text.index(after: $0)...]) }
    }

    func matches(_ name: Substring.UTF8View) -> Bool {
      guard let tail else { return name.elementsEqual(head) }
      return name.count >= head.count + tail.count && name.starts(with: head)
        && name.suffix(tail.count).elementsEqual(tail)
    }
  }

  /// - Parameter path: The end of a path (`lib/modules/*/modules.alias`). A component may have one
  ///   `*`, which stands for any text in it.
  public init(kind: String, path: String, limit: Int) {
    self.kind = kind
    self.limit = limit
    components = path.utf8.split(separator: UInt8(ascii: "/")).map(Component.init)
  }

  /// A file whose path ends so.
  package struct Match: Sendable {
    package var kind: String
    package var root: String
    package var path: String
    package var limit: Int

    package init(kind: String, root: String, path: String, limit: Int) {
      self.kind = kind
      self.root = root
      self.path = path
      self.limit = limit
    }
  }

  /// Whether the end of `path` is meant. `container` is what comes before it in the file's name.
  package func match(_ path: Substring, in container: String) -> Match? {
    var start = path.endIndex
    var rest = path
    for component in components.reversed() {
      let slash = rest.lastIndex(of: "/")
      let name = slash.map { rest[rest.index(after: $0)...] } ?? rest
      guard component.matches(name.utf8) else { return nil }
      start = name.startIndex
      // Where nothing is left, no further component has a name.
      rest = slash.map { rest[..<$0] } ?? rest[..<rest.startIndex]
    }
    return Match(
      kind: kind, root: container + path[..<start], path: String(path[start...]), limit: limit)
  }

  /// The files below a directory that are meant: where a `*` stands, those that are there.
  ///
  /// - Parameter names: what a directory holds; nothing if it cannot be listed.
  package func files(below root: String, names: (String) -> [String]) -> [String] {
    var found = [""]
    for component in components {
      found = found.flatMap { parent -> [String] in
        guard component.tail != nil else {
          return ["\(parent)/\(String(decoding: component.head, as: UTF8.self))"]
        }
        return names(root + parent).filter { component.matches($0[...].utf8) }
          .map { "\(parent)/\($0)" }
      }
    }
    return found
  }
}
