internal import CUdev
internal import Glibc

/// What the kernel tells of a device: one action, with the number that udevd's messages name.
struct Uevent: Sendable, Hashable {
  /// Rises by one with each uevent of a boot.
  var seqnum: UInt64
  /// `add`, `bind`, `change`, …
  var action: String
  /// Below `/sys`.
  var devpath: String

  /// The device in udev's own terms; in a name the kernel writes `!` for `/`.
  var sysname: String { Self.sysname(ofDevpath: devpath) }

  static func sysname(ofDevpath devpath: String) -> String {
    String((devpath.split(separator: "/").last ?? "").map { $0 == "!" ? "/" : $0 })
  }
}

/// Follows the uevents that the kernel sends and those that udevd has finished: libudev's two
/// monitors.
///
/// To be used from one thread.
final class UeventMonitor {
  /// What came since the last look.
  struct News: Sendable {
    /// From the kernel, in its order.
    var sent: [Uevent] = []
    /// Numbers of those that udevd has broadcast.
    var finished: [UInt64] = []
    /// Messages were lost because nobody took them in time.
    var overflowed = false
  }

  /// A message has a few hundred bytes, and the kernel counts its own overhead with it: this is room
  /// for about a minute of a thousand a second. It is a limit; memory is taken as messages come.
  private static let bufferSize: Int32 = 128 << 20

  private let udev: OpaquePointer
  private let kernel: OpaquePointer
  private let finished: OpaquePointer

  /// Nil where there are no uevents to follow: in a network namespace of one's own, say.
  init?() {
    guard let udev = udev_new() else { return nil }
    self.udev = udev
    let kernel = udev_monitor_new_from_netlink(udev, "kernel")
    let finished = udev_monitor_new_from_netlink(udev, "udev")
    guard let kernel, let finished else {
      udev_monitor_unref(kernel)
      udev_monitor_unref(finished)
      udev_unref(udev)
      return nil
    }
    self.kernel = kernel
    self.finished = finished
    for monitor in [kernel, finished] {
      // more than net.core.rmem_max takes CAP_NET_ADMIN; without it there is what there is
      udev_monitor_set_receive_buffer_size(monitor, Self.bufferSize)
      guard udev_monitor_enable_receiving(monitor) >= 0 else { return nil }
    }
  }

  deinit {
    udev_monitor_unref(kernel)
    udev_monitor_unref(finished)
    udev_unref(udev)
  }

  /// To be polled for input.
  var descriptors: [Int32] {
    [udev_monitor_get_fd(kernel), udev_monitor_get_fd(finished)]
  }

  /// Takes all that has come.
  ///
  /// udevd's come first: when one of them is here, the kernel's of the same number has long been in
  /// the other socket, so no uevent can seem to end before it began.
  func receive() -> News {
    var news = News()
    drain(finished, &news) { device, news in
      news.finished.append(udev_device_get_seqnum(device))
    }
    drain(kernel, &news) { device, news in
      guard let path = udev_device_get_devpath(device) else { return }
      let action = udev_device_get_action(device).map { String(cString: $0) }
      news.sent.append(
        Uevent(
          seqnum: udev_device_get_seqnum(device), action: action ?? "",
          devpath: String(cString: path)))
    }
    return news
  }

  private func drain(
    _ monitor: OpaquePointer, _ news: inout News, _ body: (OpaquePointer, inout News) -> Void
  ) {
    while true {
      errno = 0
      if let device = udev_monitor_receive_device(monitor) {
        body(device, &news)
        udev_device_unref(device)
      } else if errno == ENOBUFS {
        news.overflowed = true
      } else if errno != EINTR, errno != EBADMSG {
        return
      }
    }
  }
}
