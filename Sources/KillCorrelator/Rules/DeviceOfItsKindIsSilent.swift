internal import LogModel

enum DeviceOfItsKindIsSilent {
  static let rule = Rule(
    id: "device-of-its-kind-is-silent",
    title: "The one device that could be behind it does not answer",
    proves:
      "The log does not tell what a device of a class (video2, controlC1, hidraw4) belongs to. But one "
      + "device alone did not answer its driver, again and again while the event ran, and that driver is "
      + "of the kind that makes such devices: its directory in the kernel's source tells. Whoever opens or "
      + "reads what it made waits for it.",
    misleads: "Another device of the kind, of which nobody speaks, is the one that is read.",
    source: "drivers/media, sound, drivers/hid and others; `uvc_query_ctrl`, `snd_usb_ctl_msg`.",
    link: .root, witness: .words, weights: [silent], examine: examine)

  private static let silent = Weight(2.5, "the only one, three times and more")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let sysname = kill.device?.sysname, boot.tree.ancestors(of: sysname).isEmpty,
      let directories = directories(of: sysname)
    else { return [] }
    var lines: [String: [Int]] = [:]
    for line in boot.deviceLines where kill.covers(line.entry, boot) {
      guard let name = line.device, let driver = boot.driver(of: line),
        let directory = boot.knowledge.kernels.module(named: driver)?.directory,
        directories.contains(where: { directory.hasPrefix($0) }),
        SpokenLine(line: line, relation: .sibling, driver: driver).blamesDevice
      else { continue }
      let device = DeviceTree.isOnUSB(name) ? String(name.prefix { $0 != ":" }) : name
      lines[device, default: []].append(line.entry)
    }
    guard lines.count == 1, let (device, entries) = lines.first, entries.count >= 3 else {
      return []
    }
    return [
      Suspicion(
        .hardware, device, silent, .onlyOneOfItsKind(times: entries.count),
        Array(entries.prefix(3)))
    ]
  }

  /// Where the drivers are that make devices of a class, by what the kernel calls these.
  private static func directories(of sysname: String) -> [String]? {
    let stem = sysname.prefix { !$0.isNumber }
    return classes.first { $0.stems.contains(String(stem)) }?.directories
  }

  private static let classes: [(stems: Set<String>, directories: [String])] = [
    (["video", "media", "v4l-subdev", "vbi", "radio", "dvb", "rc", "lirc"], ["drivers/media"]),
    (["card", "controlC", "pcmC", "midiC", "hwC"], ["sound"]),
    (
      ["hidraw", "hiddev", "input", "event", "mouse", "js"],
      ["drivers/hid", "drivers/input", "drivers/platform"]
    ),
    (["ttyUSB", "ttyACM", "cdc-wdm", "lp"], ["drivers/usb/serial", "drivers/usb/class"]),
    (["hwmon"], ["drivers/hwmon"]), (["rtc"], ["drivers/rtc"]), (["iio:device"], ["drivers/iio"]),
  ]
}
