/// What a task asked of the kernel with a file or a device, by the functions on its stack.
public struct StackCall: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case open, read, write, close, ioctl
  }
  public let kind: Kind
  /// The function of an attribute in /sys that is read or written (`uevent_show`, `remove_store`).
  public let attribute: String?

  var name: String { attribute ?? kind.rawValue }

  /// - Parameter frames: the innermost first.
  init?(_ frames: [Frame]) {
    for (number, frame) in frames.enumerated().reversed() {
      guard let call = Self.calls.first(where: { frame.function.hasPrefix($0.prefix) }) else {
        continue
      }
      kind = call.kind
      attribute =
        frames[..<number].map(\.function).last { name in
          (name.hasSuffix("_show") || name.hasSuffix("_store")) && !Self.isOfSysfs(name)
        }
      return
    }
    return nil
  }

  /// Functions of sysfs itself call an attribute's own: `dev_attr_show`, `kernfs_seq_show`.
  private static func isOfSysfs(_ function: String) -> Bool {
    function.contains("_attr_") || function.contains("seq_show")
  }

  private static let calls: [(prefix: String, kind: Kind)] = [
    ("do_sys_open", .open), ("do_filp_open", .open), ("path_openat", .open), ("vfs_open", .open),
    ("do_dentry_open", .open), ("blkdev_open", .open), ("vfs_read", .read), ("ksys_read", .read),
    ("vfs_write", .write), ("ksys_write", .write), ("__fput", .close), ("filp_close", .close),
    ("vfs_ioctl", .ioctl), ("do_vfs_ioctl", .ioctl), ("blkdev_ioctl", .ioctl),
  ]
}
