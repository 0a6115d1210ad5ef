/// udev.conf, and what is dropped in beside it (`udev_parse_config_full` in udevd).
public enum UdevConfiguration {
  /// What a line sets the time limit of events to, without quotes; nil if it is about another thing.
  public static func eventTimeout(in line: some StringProtocol) -> String? {
    let parts = String(line).split(separator: "=" as Character, maxSplits: 1).map { String($0) }
    guard parts.count == 2, parts[0].filter({ $0 != " " && $0 != "\t" }) == "event_timeout" else {
      return nil
    }
    return parts[1].filter { !" \t\"'".contains($0) }
  }
}
