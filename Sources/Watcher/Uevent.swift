/// What the kernel tells of a device: one action, with the number that udevd's messages name.
public struct Uevent: Sendable, Hashable {
  /// Rises by one with each uevent of a boot.
  public var seqnum: UInt64
  /// `add`, `bind`, `change`, …
  public var action: String
  /// Below `/sys`.
  public var devpath: String

  public init(seqnum: UInt64, action: String, devpath: String) {
    self.seqnum = seqnum
    self.action = action
    self.devpath = devpath
  }

  /// The device in udev's own terms; in a name the kernel writes `!` for `/`.
  public var sysname: String { Self.sysname(ofDevpath: devpath) }

  static func sysname(ofDevpath devpath: String) -> String {
    String((devpath.split(separator: "/").last ?? "").map { $0 == "!" ? "/" : $0 })
  }
}
