internal import LogModel
internal import KillCorrelator

extension BootRecord {
  /// From the texts that tell of the running system.
  init(_ texts: (RecordedFile) -> [RecordedText]) {
    self.init(
      kernel: texts(.kernelName).lazy.compactMap(Self.release).first,
      udev: texts(.systemdVersion).lazy.compactMap(Self.systemdVersion).first
        ?? texts(.packages).lazy.compactMap(Self.packagedVersion).first,
      commandLine: texts(.commandLine).lazy.compactMap(Self.firstLine).first,
      eventTimeout: Self.eventTimeout(texts(.udevConfiguration)))
  }

  private static func firstLine(_ text: RecordedText) -> Recorded<String>? {
    text.lines.lazy.filter { !$0.bytes.isEmpty }.map { text.recorded($0.text, $0) }.first
  }

  /// `Linux HOST RELEASE #1 SMP …` (`uname -a`), or the release alone (`uname -r`).
  private static func release(_ text: RecordedText) -> Recorded<String>? {
    guard let line = firstLine(text) else { return nil }
    let words = line.value.split(separator: " ")
    if words.count == 1 { return Recorded(String(words[0]), line.entry) }
    guard words.count > 2, words[0] == "Linux" else { return nil }
    return Recorded(String(words[2]), line.entry)
  }

  /// `systemd 252 (252.39-1~deb12u2)`; before 241 the number alone.
  private static func systemdVersion(_ text: RecordedText) -> Recorded<String>? {
    guard let line = firstLine(text) else { return nil }
    let words = line.value.split(separator: " ")
    guard words.count >= 2, words[0] == "systemd" else { return nil }
    let whole = words.dropFirst(2).first?.drop { $0 == "(" }.prefix { $0 != ")" }
    return Recorded(String(whole ?? words[1]), line.entry)
  }

  /// The packages that udevd comes in, the one that has it alone first. eudev's versions count anew:
  /// its name is kept.
  private static let packages = ["udev", "systemd-udev", "eudev", "systemd"]

  /// From dpkg's list (`ii  udev  252.39-1~deb12u2 amd64 …`) or rpm's (`systemd-udev-252-14.el9.x86_64 …`).
  private static func packagedVersion(_ text: RecordedText) -> Recorded<String>? {
    var found: (rank: Int, version: Recorded<String>)?
    for line in text.lines {
      let words = line.text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
      for (rank, package) in packages.enumerated() where rank < found?.rank ?? packages.count {
        let version: Substring?
        if words.count > 2, words[0] == "ii" {
          let name = words[1].prefix { $0 != ":" }
          version = name == package ? words[2] : nil
        } else {
          version = words.first.flatMap { rpmVersion(of: package, in: $0) }
        }
        guard let version else { continue }
        let told = package == "eudev" ? "eudev-\(version)" : String(version)
        found = (rank, text.recorded(told, line))
      }
    }
    return found?.version
  }

  private static func rpmVersion(of package: String, in word: Substring) -> Substring? {
    guard word.hasPrefix(package + "-") else { return nil }
    let version = word.dropFirst(package.count + 1)
    return version.first?.isNumber == true ? version : nil
  }

  /// The last assignment counts; a drop-in (from 256 on) overrides the file itself.
  private static func eventTimeout(_ texts: [RecordedText]) -> Recorded<String>? {
    let ordered = texts.sorted { left, right in
      (left.isDropIn ? 1 : 0, left.path) < (right.isDropIn ? 1 : 0, right.path)
    }
    var found: Recorded<String>?
    for text in ordered {
      for line in text.lines {
        guard let value = UdevConfiguration.eventTimeout(in: line.text) else { continue }
        found = text.recorded(value, line)
      }
    }
    return found
  }
}

extension RecordedText {
  fileprivate var isDropIn: Bool { path.contains("udev.conf.d/") }
}
