public import LogModel

/// How the log shows what became of the device.
public struct OutcomeEvidence: Sendable {
  public enum Reason: Sendable, Hashable {
    /// The driver's probe ended with an error.
    case probeFailed(errno: Int)
    /// After that, another attempt found something left behind.
    case nextAttemptFailed(errno: Int)
    /// The kernel refused a name that was already taken.
    case nameTaken
    /// The kernel was told to say what each probe returns, and this one returned 0.
    case probeSucceeded
    /// The driver announced the device.
    case announcedReady
    /// A device of this name appeared below it.
    case childAppeared(String)
    /// Its driver speaks in the name of a network interface.
    case interfaceRegistered(String)
    /// The kernel read its partitions.
    case partitionsRead
    /// The driver spoke of the device when the worker was long gone.
    case stillSpeaks
    /// The driver went on with the device after the signal, and ended without a word of trouble.
    case wentOn
    /// The driver has the device, and told of trouble when the signal had come.
    case hadTrouble
    /// The driver's last words of it are that it failed.
    case gaveUp
    /// It was unplugged.
    case removed
    /// It was unplugged, and plugged in again: another device of its name, with events of its own.
    case cameBack
    /// The worker was gone late, by so many seconds where the log tells them.
    case endedLate(seconds: Double?)
    /// The kernel reported the worker as blocked after the kill.
    case stillBlocked
    /// No end in a log that goes on for so many seconds.
    case neverEnded(seconds: Double)
    /// PID 1 found the worker still there when it had stopped udevd.
    case remained
    /// udevd sent the signal again and again, for so many seconds.
    case killedAgain(seconds: Double)
    /// What was slow came to its end after the warning: the load of this driver.
    case loadEnded(String)
    /// The program that was slow.
    case programEnded
    /// That program, for its worker went on to this one.
    case nextProgram(String)
    /// udevd had no event left to work on.
    case queueEmptied
    /// PID 1 heard of the device, which udevd tells it when its event is over.
    case deviceCame
    /// A driver had it when facts about the machine were collected.
    case recordedDriver(String)
    /// No driver had it then.
    case recordedDriverless
  }
  public var reason: Reason
  /// The lines that show it.
  public var entries: [Entry]

  /// Whether the log does not show it, but what was collected on the machine later: somebody may
  /// have helped by then.
  public var isRecorded: Bool {
    switch reason {
    case .recordedDriver, .recordedDriverless: true
    default: false
    }
  }
}
