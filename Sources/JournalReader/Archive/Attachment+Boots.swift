import Glibc

extension Attachment {
  /// What stands in the file system of a machine, this one's or one that is mounted somewhere.
  ///
  /// Links that lead out of that root are passed over: they are meant for another root.
  static func ofMachine(at root: String, log name: String, _ patterns: [AttachmentPattern])
    -> [Attachment]
  {
    patterns.flatMap { pattern in
      pattern.files(below: root).compactMap { path -> Attachment? in
        guard access(root + path, R_OK) == 0, root.isEmpty || isInside(root, root + path) else {
          return nil
        }
        let match = AttachmentPattern.Match(
          kind: pattern.kind, root: name, path: String(path.dropFirst()), limit: pattern.limit)
        return Attachment(match, name: root + path, file: root + path)
      }
    }
  }

  private static func isInside(_ root: String, _ path: String) -> Bool {
    guard let root = realpath(root, nil) else { return false }
    defer { free(root) }
    guard let path = realpath(path, nil) else { return false }
    defer { free(path) }
    let start = String(cString: root)
    return String(cString: path).hasPrefix(start.hasSuffix("/") ? start : start + "/")
  }
}

extension Answer {
  /// Gives each boot what stood beside its logs, and says which boot of a machine was the last.
  ///
  /// - Parameter hasEnd: Whether the last boots that there are were read too, not only others.
  mutating func attach(_ attachments: [Attachment], hasEnd: Bool) {
    guard !attachments.isEmpty else { return }
    let byRoot = Dictionary(grouping: attachments, by: \.root)
    var members: [String: [Int]] = [:]
    for index in boots.indices {
      let roots = boots[index].sources.compactMap { source in
        byRoot.keys.filter { root in byRoot[root]?.first?.isBeside(log: source) == true }
          .max { $0.utf8.count < $1.utf8.count }
      }
      for root in Set(roots).sorted() { members[root, default: []].append(index) }
    }
    for (root, group) in members.sorted(by: { $0.key < $1.key }) {
      for index in group {
        boots[index].surroundings.append(
          Surroundings(root: root, attachments: byRoot[root] ?? [], isLatestBoot: false))
      }
      guard hasEnd else { continue }
      // Of boots without a date, which was the last shows only where there is no other.
      let dated = group.filter { boots[$0].last?.realtime != nil }
      let latest = dated.max { boots[$0].endsBefore(boots[$1]) }
      let undated = group.filter { boots[$0].last?.realtime == nil }
      for index in [latest, undated.count == 1 ? undated[0] : nil].compactMap({ $0 }) {
        boots[index].surroundings[boots[index].surroundings.count - 1].isLatestBoot = true
      }
    }
  }
}

extension BootLog {
  fileprivate func endsBefore(_ other: BootLog) -> Bool {
    (last?.realtime ?? .min) < (other.last?.realtime ?? .min)
  }
}
