/// What the command line of a spawned program says of the device it was started for.
struct Command: Sendable {
  let words: [Substring]

  init(_ line: String?) {
    var words = (line ?? "").split(separator: " ")
    // who types it from a screen may take the blank before an option for one more slash
    if let path = words.first, let slash = path.lastIndex(of: "/"), slash > path.startIndex,
      path[slash...].dropFirst().first == "-"
    {
      words[0] = path[..<slash]
      words.insert(path[path.index(after: slash)...], at: 1)
    }
    self.words = words
  }

  /// The program without its folder: `modprobe`.
  var name: String {
    words.first.flatMap { $0.split(separator: "/").last }.map(String.init) ?? ""
  }

  /// The program as it is written, or the script that it runs.
  var program: String { Interpreter.skipped(words).first.map(String.init) ?? "" }

  /// Loads modules, or takes them out.
  var handlesModules: Bool { isModprobe || name == "rmmod" }

  var isModprobe: Bool { name == "modprobe" || name == "insmod" }

  /// The modalias that a modprobe is to load, or the module's own name.
  var modalias: String? {
    guard isModprobe else { return nil }
    // a file is an option's
    let names = words.dropFirst().filter { $0.first != "-" && $0.first != "/" }
    // a terminal may have cut it in two: what follows a name are parameters, each with its value
    if let first = names.firstIndex(where: { $0.contains(":") }) {
      return names[first...].prefix { !$0.contains("=") }.joined()
    }
    // what goes on with anything else is no command any more
    return names.dropFirst().allSatisfy { $0.contains("=") } ? names.first.map(String.init) : nil
  }

  /// The file that udev's firmware helper is to hand to a driver.
  var firmware: String? {
    words.first { $0.hasPrefix("--firmware=") }.map { String($0.dropFirst(11)) }
  }

  /// Reads the device itself, and so waits for whatever the device waits for. Whoever types a line from a
  /// screen may leave out the blank before an option: `blkid-o`.
  var readsDevice: Bool {
    if setsUpOthers { return false }
    if Self.deviceReaders.contains(name) { return true }
    let typed = name.utf8.suffix(2)
    return typed.first == UInt8(ascii: "-") && Self.deviceReaders.contains(String(name.dropLast(2)))
  }

  /// Does more than to read: activates volumes, and waits for their locks and devices, or asks multipathd.
  private var setsUpOthers: Bool {
    switch name {
    case "lvm", "pvscan", "vgchange", "lvchange":
      words.contains { $0 == "--activate" || $0.hasPrefix("-a") }
        || name != "lvm" && name != "pvscan"
    case "multipath": words.contains { $0 == "-u" || $0 == "-U" }
    // the kernel reads all of a cache, and starts what is cached
    case "bcache-register": true
    default: false
    }
  }

  var device: Device? {
    if let path = words.first(where: { $0.hasPrefix("--devpath=/") })?.dropFirst(10) {
      let sysname = path.split(separator: "/").last.map(String.init) ?? ""
      return Device(sysname: sysname, devpath: String(path))
    }
    if let node = words.last(where: { $0.hasPrefix("/dev/") }) {
      return Device(sysname: String(node.dropFirst(5)))
    }
    if let modalias, modalias.contains(":") {
      return Device(sysname: nil, modalias: modalias)
    }
    return nil
  }

  /// Programs and builtins of udev's own rules that open a device and read from it.
  static let deviceReaders = ownReaders.union([
    "mdadm", "multipath", "kpartx", "dmsetup", "hdparm", "zdb", "lvm", "pvscan", "partx",
  ])

  /// Those that hardly anybody starts but udev.
  static let ownReaders: Set<String> = [
    "blkid", "udisks-part-id", "vol_id", "ata_id", "scsi_id", "cdrom_id", "edd_id", "path_id",
    "usb_id", "mtp-probe", "mtd_probe", "v4l_id", "bcache-register", "probe-bcache",
  ]
}
