import Glibc
internal import LogModel
internal import Platform

extension Attachment {
  /// The first bytes of a file.
  ///
  /// - Parameter owner: keeps the file for as long as it may be read.
  init(
    _ match: AttachmentPattern.Match, name: String, file path: String,
    owner: PrivateDirectory? = nil
  ) {
    self.init(match, name: name) {
      withExtendedLifetime(owner) {
        var bytes: [UInt8] = []
        do throws(StreamFailure) {
          let file = try FileStream(path: path, budget: UnpackingBudget(ArchiveLimits()))
          while bytes.count < match.limit {
            let piece = try file.next()
            if piece.isEmpty { break }
            bytes += piece.prefix(match.limit - bytes.count)
          }
        } catch {}
        return bytes
      }
    }
  }

  /// What stands in the file system of a machine, this one's or one that is mounted somewhere.
  ///
  /// Links that lead out of that root are passed over: they are meant for another root.
  static func ofMachine(at root: String, log name: String, _ patterns: [AttachmentPattern])
    -> [Attachment]
  {
    patterns.flatMap { pattern in
      pattern.files(below: root, names: { SmallFile.names(in: $0) }).compactMap {
        path -> Attachment? in
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

/// All attachments, by the places in which they stood together.
struct AttachmentIndex {
  private let places: [String: [Attachment]]

  init(_ attachments: [Attachment]) { places = Dictionary(grouping: attachments, by: \.root) }

  /// Gives a boot what stood beside its logs.
  func filled(_ boot: BootLog) -> BootLog {
    guard !places.isEmpty else { return boot }
    var boot = boot
    let roots = boot.sources.compactMap { source in
      places.keys.filter { places[$0]?.first?.isBeside(log: source) == true }
        .max { $0.utf8.count < $1.utf8.count }
    }
    boot.surroundings = Set(roots).sorted().map { root in
      Surroundings(
        root: root, attachments: places[root] ?? [], isLatestBoot: boot.isLast)
    }
    return boot
  }

  /// The same for all boots that there are, of which several may be the last of their logs.
  func filled(_ boots: [BootLog]) -> [BootLog] {
    var boots = boots.map(filled)
    for root in places.keys {
      let ends = boots.indices.filter { boots[$0].isLatest(in: root) }
      // Of boots without a date, which was the last shows only where there is no other.
      let undated = ends.filter { boots[$0].last?.realtime == nil }
      let dated = ends.filter { boots[$0].last?.realtime != nil }
      let latest = dated.max { boots[$0].endTime < boots[$1].endTime }
      for index in ends where index != latest && undated != [index] {
        boots[index].isNotLatest(in: root)
      }
    }
    return boots
  }
}

extension BootLog {
  fileprivate var endTime: Int64 { last?.realtime ?? .min }

  fileprivate func isLatest(in root: String) -> Bool {
    surroundings.contains { $0.root == root && $0.isLatestBoot }
  }

  fileprivate mutating func isNotLatest(in root: String) {
    for index in surroundings.indices where surroundings[index].root == root {
      surroundings[index].isLatestBoot = false
    }
  }
}
