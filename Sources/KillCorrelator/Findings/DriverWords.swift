/// How a driver's line about a device sounds: whether it can be the last word of one that gave up.
///
/// Many words of trouble are said by drivers that go on all the same (`EEPROM Read Error`, and then
/// `eth0: Intel(R) PRO/1000 Network Connection`). That a driver gave up is shown only by words about
/// the setting up itself.
enum DriverWords {
  case content, trouble, gaveUp

  init(_ text: String) {
    let text = text.lowercased()
    if Self.givingUp.contains(where: text.contains) || Self.isInitFailure(text) {
      self = .gaveUp
    } else if text.hasPrefix("no ") || Self.troubles.contains(where: text.contains) {
      self = .trouble
    } else {
      self = .content
    }
  }

  private static let givingUp = [
    "failed from ", "giving up", "gave up", "probe fail", "probe error", "failed to init",
    "failed to probe", "failed to start", "failed to register", "failed to attach",
    "failed to set up", "failed to setup", "failed to bring up", "failed to come ready",
    "failed to become ready", "failed to enable device", "failed to add ", "failed to alloc",
    "failed to create", "can't add ", "cannot add ", "initialization error",
    "initialisation error", "removing after", "disabling device after", "unable to initiali",
    "unable to start", "unable to register", "could not initiali", "error -4", "aborting",
    "not found or not ready", "taken offline", "now offline", "recovery failed", "not usable",
    "unusable",
  ]

  /// `init failed`, `Init cmd return status FAILED for SCSI host 0`, `hw initialization failed`.
  private static func isInitFailure(_ text: String) -> Bool {
    guard let failed = text.range(ofText: "fail") else { return false }
    return text.range(ofText: "init").map { $0.lowerBound < failed.lowerBound } ?? false
  }

  private static let troubles = [
    "fail", "error", "abort", "cannot", "can't", "could not", "couldn't", "unable", "timed out",
    "timeout", "time out", "interrupted", "not ready", "not respond", "no response", "invalid",
    "dead", "hung", "stuck", "reset", "remov", "disabl", "retry", "waiting",
    "no suitable", "not found", "missing", "no such", "out of ", "not present", "absent", "offline",
    "disconnect", "unregister", "shutting down", "detach",
    // what r8169 polls in vain (`rtl_loop_wait`)
    "(loop: ",
  ]
}
