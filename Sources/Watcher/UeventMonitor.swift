internal import CNetlink
internal import Glibc

/// What the kernel tells of a device: that something became of it, with the number that udevd's
/// messages name.
struct Uevent: Sendable, Hashable {
  /// Rises by one with each uevent of a boot.
  var seqnum: UInt64
  /// Below `/sys`.
  var devpath: String

  /// The device in udev's own terms; in a name the kernel writes `!` for `/`.
  var sysname: String { Self.sysname(ofDevpath: devpath) }

  static func sysname(ofDevpath devpath: String) -> String {
    String((devpath.split(separator: "/").last ?? "").map { $0 == "!" ? "/" : $0 })
  }
}

/// A uevent that udevd has broadcast: it is done with it.
struct FinishedUevent: Sendable, Hashable {
  var seqnum: UInt64
  /// The process that broadcast it: the worker that had it, or udevd itself, if that worker died.
  var sender: Int
  /// The signal that ended its worker, as udevd says (`UDEV_WORKER_SIGNAL`, from 251 on).
  var signal: Int?
}

/// Follows the uevents that the kernel sends and those that udevd has finished: the two groups of
/// their netlink protocol.
///
/// To be used from one thread.
final class UeventMonitor {
  /// What came since the last look.
  struct News: Sendable {
    /// From the kernel, in its order.
    var sent: [Uevent] = []
    var finished: [FinishedUevent] = []
    /// Messages were lost because nobody took them in time.
    var overflowed = false
    /// There is more to be taken.
    var goesOn = false
  }

  /// A message has a few hundred bytes, and the kernel counts its own overhead with it: this is room
  /// for about a minute of a thousand a second. It is a limit; memory is taken as messages come.
  private static let room: Int32 = 128 << 20
  /// Taken of each group at a time: whoever waits for the rest of the watch does not wait long.
  private static let mostAtOnce = 4096

  private let kernel: Int32
  private let finished: Int32
  private var buffer = [UInt8](repeating: 0, count: 32 << 10)

  /// Nil where there are no uevents to follow: in a network namespace of one's own, say.
  init?() {
    kernel = pd_uevents_open(Int32(PD_UEVENTS_KERNEL), Self.room)
    finished = pd_uevents_open(Int32(PD_UEVENTS_UDEV), Self.room)
    guard kernel >= 0, finished >= 0 else {
      for descriptor in [kernel, finished] where descriptor >= 0 { close(descriptor) }
      return nil
    }
  }

  deinit {
    close(kernel)
    close(finished)
  }

  /// To be polled for input.
  var descriptors: [Int32] { [kernel, finished] }

  /// Takes what has come, up to a bound.
  ///
  /// udevd's come first: when one of them is here, the kernel's of the same number has long been in
  /// the other socket. Where that was not read to its end, the end of one that is not known yet may
  /// come before its beginning: ``UeventQueue`` remembers it.
  func receive() -> News {
    var news = News()
    drain(finished, Int32(PD_UEVENTS_UDEV), &news) { bytes, sender, news in
      if let uevent = Self.finished(bytes, by: sender) { news.finished.append(uevent) }
    }
    drain(kernel, Int32(PD_UEVENTS_KERNEL), &news) { bytes, _, news in
      if let uevent = Self.sent(bytes) { news.sent.append(uevent) }
    }
    return news
  }

  private func drain(
    _ descriptor: Int32, _ group: Int32, _ news: inout News,
    _ body: (UnsafeRawBufferPointer, Int, inout News) -> Void
  ) {
    for _ in 0..<Self.mostAtOnce {
      var sender: pid_t = 0
      let count = pd_uevents_next(descriptor, group, &buffer, buffer.count, &sender)
      if count > 0 {
        buffer.withUnsafeBytes {
          body(UnsafeRawBufferPointer(rebasing: $0[..<count]), Int(sender), &news)
        }
      } else if count < 0 {
        guard errno == ENOBUFS else { return }
        news.overflowed = true
      }
    }
    news.goesOn = true
  }

  // MARK: Messages

  /// `add@/devices/…`, and then `KEY=value` in pieces that end in a zero.
  static func sent(_ bytes: UnsafeRawBufferPointer) -> Uevent? {
    let pieces = Pieces(bytes)
    guard let devpath = pieces["DEVPATH"], let seqnum = pieces["SEQNUM"].flatMap({ UInt64($0) })
    else { return nil }
    return Uevent(seqnum: seqnum, devpath: devpath)
  }

  /// `libudev`, a head that tells where the properties are, and those (`monitor_netlink_header` in
  /// systemd's device-monitor.c).
  static func finished(_ bytes: UnsafeRawBufferPointer, by sender: Int) -> FinishedUevent? {
    guard bytes.count > 40, bytes[..<8].elementsEqual("libudev\0".utf8) else { return nil }
    let start = Int(bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
    guard start >= 24, start < bytes.count else { return nil }
    let pieces = Pieces(UnsafeRawBufferPointer(rebasing: bytes[start...]))
    guard let seqnum = pieces["SEQNUM"].flatMap({ UInt64($0) }) else { return nil }
    return FinishedUevent(
      seqnum: seqnum, sender: sender, signal: pieces["UDEV_WORKER_SIGNAL"].flatMap { Int($0) })
  }

  /// `KEY=value` in pieces that end in a zero.
  private struct Pieces {
    let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    subscript(key: StaticString) -> String? {
      key.withUTF8Buffer { key in
        var at = 0
        while at + key.count < bytes.count {
          let stop = bytes[at...].firstIndex(of: 0) ?? bytes.count
          let sign = at + key.count
          if sign < stop, bytes[sign] == UInt8(ascii: "="), bytes[at..<sign].elementsEqual(key) {
            return String(decoding: bytes[(sign + 1)..<stop], as: UTF8.self)
          }
          at = stop + 1
        }
        return nil
      }
    }
  }
}
