/// What is wanted of boots for the sake of another: the lines about some devices and of their drivers,
/// whatever else happened there.
///
/// In a journal the lines of a device are found by its index where a field names it; what names only
/// the driver is looked for around them. In a text all of it is looked for.
public struct CourseSearch: Sendable {
  /// Devices by their sysnames, as `_UDEV_SYSNAME=` has them.
  public var devices: [String]
  /// Names of drivers, as they stand in front of their lines.
  public var drivers: [String]
  /// Up to which time since the boot's start lines are looked for, in µs.
  public var end: Int64

  public init(devices: [String], drivers: [String], end: Int64) {
    self.devices = devices
    self.drivers = drivers
    self.end = end
  }
}
