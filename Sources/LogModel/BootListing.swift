/// A boot in a list: what `journalctl --list-boots` shows.
public struct BootListing: Sendable, Hashable {
  /// 0 for the last, -1 for the one before it: what ``Selection/Boot/offset(_:)`` takes.
  public var index: Int
  /// Nil in text, which does not have it.
  public var id: String?
  /// When the first and the last entry were written.
  public var first: Stamp?
  public var last: Stamp?
  public var machineID: String?
  public var hostname: String?

  public init(
    index: Int, id: String? = nil, first: Stamp? = nil, last: Stamp? = nil,
    machineID: String? = nil, hostname: String? = nil
  ) {
    self.index = index
    self.id = id
    self.first = first
    self.last = last
    self.machineID = machineID
    self.hostname = hostname
  }
}
