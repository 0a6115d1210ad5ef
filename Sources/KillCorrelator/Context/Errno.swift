/// Error numbers as the kernel prints them.
enum Errno {
  /// What a wait returns when a signal ended it: EINTR, ERESTARTSYS, ERESTARTNOINTR,
  /// ERESTARTNOHAND, ERESTART_RESTARTBLOCK.
  static func comesFromSignal(_ errno: Int) -> Bool {
    [-4, -512, -513, -514, -516].contains(errno)
  }
}
