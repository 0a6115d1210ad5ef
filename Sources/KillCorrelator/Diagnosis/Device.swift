/// The device of an event.
public struct Device: Sendable, Hashable {
  /// The last component of the devpath (`0000:00:06.0`, `sda`, `cciss/c0d0`); nil where the log
  /// gives only a modalias.
  public var sysname: String?
  /// Below `/sys` (`/devices/pci0000:00/0000:00:06.0`).
  public var devpath: String?
  public var subsystem: String?
  public var modalias: String?
  /// What a human calls it (`Red Hat QEMU PCI Test Device`).
  public var description: String?

  public init(
    sysname: String?, devpath: String? = nil, subsystem: String? = nil, modalias: String? = nil,
    description: String? = nil
  ) {
    self.sysname = sysname
    self.devpath = devpath
    self.subsystem = subsystem
    self.modalias = modalias
    self.description = description
  }
}
