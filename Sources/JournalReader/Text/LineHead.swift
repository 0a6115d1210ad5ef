internal import LogModel

/// What a line's prefix says. Ranges are of the line; nothing is copied for a line that is not
/// kept.
struct LineHead {
  /// Which family of dialects the prefix is of.
  enum Form {
    /// No prefix that is known.
    case bare
    /// `[    1.234567] text`, and what else dmesg, the console and kmsg show.
    case printk
    /// `6,339,5140900,-;text`: a record of /dev/kmsg.
    case record
    /// ` DEVICE=+pci:0000:00:06.0`: what such a record says of itself, below it.
    case property
    /// `[    1.234567] host kernel: text`: `journalctl -o short-monotonic` and `short-delta`.
    case shortMonotonic
    /// A date or a time of day, then perhaps a host, then who: syslog and `journalctl -o short…`.
    case calendar
    /// `udevd[141]: text`: who, but not when.
    case tag
    /// `[  OK  ] Started …`: PID 1 to a console.
    case status
    /// A further line of the message above: indented as far as that began.
    case continuation
  }

  var form = Form.bare
  var stamp = Stamp.none
  var kind = Speaker.Kind.unknown
  var identifier = 0..<0
  var pid: Int?
  var caller = 0..<0
  var host = 0..<0
  /// Where the log's own line begins, behind what somebody quoted it with.
  var lineStart = 0
  var messageStart = 0
}
