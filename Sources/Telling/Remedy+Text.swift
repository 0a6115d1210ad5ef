public import KillCorrelator

extension Remedy {
  /// What to do, in one or two sentences; who does it, what it costs, and how it is undone.
  public var text: String {
    switch self {
    case .reloadModule(_, true, _):
      "In the shell that the machine stands in, as root: load the driver again, now without udevd's limit, "
        + "and go on with the boot. A reboot alone repeats it."
    case .bootOnce(_, true):
      "For one boot, in the boot loader's menu (e in GRUB): add this to the kernel's line. Once the machine "
        + "is up, make it last with what stands below."
    case .bootOnce(_, false):
      "For one boot, in the boot loader's menu (e in GRUB): take this out of the kernel's line. Once the "
        + "machine is up, make it last with what stands below."
    case .reloadModule(let module, false, let mayHoldRoot):
      "As root, load the driver again, now without udevd's limit. All devices that \(module) serves "
        + "are away for a moment"
        + (mayHoldRoot ? "; if one of them holds the root file system, reboot instead." : ".")
    case .reboot:
      "Reboot: what the interrupted probe left behind keeps the driver from starting again."
    case .keepOut(let module, true):
      "If the machine does not boot: in the boot loader's menu (e in GRUB) add this to the kernel's "
        + "line, for this one boot. Graphics are basic then; \(module) is left out by the second."
    case .keepOut(let module, false):
      "If the machine does not boot: in the boot loader's menu (e in GRUB) add this to the kernel's "
        + "line, for this one boot. What \(module) serves is missing then: do not do it if the root "
        + "disk is among that."
    case .triggerAgain:
      "As root, let udev handle the device again, so that what its event left undone is done:"
    case .leaveAlone(let process):
      "Do not unload the driver or unbind the device while it is in the kernel: that hangs too."
        + (process == nil ? "" : " Where it waits, root can see with:")
    case .startAsService(let program, let isSystemds):
      "The first command below finds the file with the rule. Where that has \(Self.base(program)) in PROGRAM= or "
        + "IMPORT{program}=, its answer is needed while the event lasts: make it quick, or leave it out. Where it "
        + "has it in RUN+=, let it be started as a service\(isSystemds ? "" : " (without systemd: in the background)") "
        + "instead of waiting for it: in a copy of the file, of the same name in /etc/udev/rules.d, write the last line "
        + "below in its place, and write that unit, which runs it (Type=oneshot, ExecStart=, with %i for the "
        + "device's name), as \(Self.unit(program, "")) in /etc/systemd/system; what udev hands the "
        + "program in its environment is not there then. Remove the copy to undo."
    case .doNotWait(let program, let unit):
      "\(program) waits for \(unit ?? "a unit") while udev waits for \(program): let its rule have "
        + "TAG+=\"systemd\", ENV{SYSTEMD_WANTS}+=\"\(unit ?? "NAME.service")\" instead, or let it call "
        + "systemctl with --no-block. The rule is found with:"
    case .lookAtHolder(let program):
      "\(program) is none of udev's programs, and held what udev's worker waited for. See as root what it "
        + "does; where it can be ended, that lets the worker go on."
    case .setLimitInRule(let seconds):
      "Give the programs of the rule that starts it more time (udev 121 to 215): add "
        + "OPTIONS+=\"event_timeout=\(seconds)\" to the rule."
    case .checkHardware(_, let name, true):
      "No line tells of an error of \(name), which answered in the end. If it is as slow again, look at it, "
        + "at its cable and at what it hangs on."
    case .checkHardware(let hardware, let name, false): Self.check(hardware, name)
    case .installFirmware(let file, let os):
      "Install the package that has the firmware\(file.map { " file \($0)" } ?? " that the driver asked for"), "
        + "and as root rebuild the initrd\(os.initrdIfUnknown), so that it is there when the driver is "
        + "loaded."
    case .skipFirmwareFallback:
      "Where no package has it, let the kernel not wait a minute for a program that hands it out, for there "
        + "is none any more (kernel 4.18 or newer; in a file below /etc/sysctl.d, and in the initrd):"
    case .raiseStopTimeout(let inInitrd, let os):
      "As root, give udevd longer to stop, in a drop-in; `systemctl revert "
        + "systemd-udevd.service` undoes it."
        + (inInitrd
          ? " It happened in the initrd: rebuild that as well\(os.initrdIfUnknown)." : "")
    case .lookAtCrash:
      "What ended udevd itself comes first: the kernel says if memory ran out, and the stack of a crash is "
        + "a report to the distribution or to systemd."
    case .leaveOutOfInitrd(let module, let os):
      "udevd itself gives up in versions up to 243 (30 s after it was told to stop, or earlier), so TimeoutStopSec= does not help. Leave "
        + "\(module ?? "the slow driver") out of the initrd unless the root disk needs it, so that it is "
        + "loaded after the root is there"
        + ([.debian, .raspberry].contains(os)
          ? ": MODULES=list in /etc/initramfs-tools/initramfs.conf."
          : ": omit_drivers in dracut.conf.d.")
        + " Or update systemd."
    case .removeShortTimeout(let set, .commandLine, let least, let course, let os):
      "Remove udev.event_timeout=\(set) from the kernel command line\(os.inBootLoader), or set it to "
        + "\(least) or more; normal is 180 s.\(Self.told(course))"
    case .removeShortTimeout(let set, .udevConf, let least, let course, _):
      "Remove event_timeout=\(set) from /etc/udev/udev.conf, or set it to \(least) or more; normal "
        + "is 180 s. As root, then restart udevd; rebuild the initrd if it has the file.\(Self.told(course))"
    case .updateUdev(let version):
      "Update udev (systemd), with a newer release of the distribution: "
        + (version.map { "in version \($0)" } ?? "before 218") + " a worker's limit is fixed"
        + (version == nil
          ? " (from 121 to 215 a rule can give its programs more, with OPTIONS+=\"event_timeout=\")"
          : "")
        + "; from 218 on an option sets it."
    case .raiseEventTimeout(let setting, let os):
      (setting.isTrial
        ? "Whether more time helps is not known. To try it, give slow devices more"
        : "Give slow devices more time") + ", on the kernel command line\(os.inBootLoader)"
        + (setting.isInConfiguration
          ? ", or as event_timeout=\(setting.seconds) in /etc/udev/udev.conf" : "")
        + (setting.isInInitrd && setting.isInConfiguration ? " and a rebuilt initrd" : "")
        + "; remove it to undo."
        + (setting.isPerhapsFixed
          ? " udev before 218 has no such option (`udevadm --version`): update it then." : "")
        + (setting.isInInitrd && [.fedora, .suse].contains(os)
          ? " The initrd (dracut) gives up by a clock of its own: rd.retry=\(setting.seconds) beside it."
          : "")
        + Self.told(setting.course)
    case .probeAsynchronously(let module, let isAlternative):
      (isAlternative ? "Or let it probe" : "Let it probe")
        + " in the background, where no signal reaches it: the option below on the kernel "
        + "command line, or `options \(module) async_probe=1` in /etc/modprobe.d/\(module).conf. Not for "
        + "the driver of the root disk, nor where names like eth0 or sda must keep their order."
    case .updateForStop:
      "Update systemd: up to version 243 udevd gives up by itself, 30 s after it was told to stop or earlier, and "
        + "no option changes that (TimeoutStopSec= does not)."
    case .updateKernel(let module, isBug: true, _):
      "This is an error of the kernel\(module.map { " in \($0)" } ?? ""): more time does not help. Try "
        + "another kernel, the last one that was well or a newer one."
    case .updateKernel(_, isBug: false, let isOfDevice):
      "Waiting longer may not help. "
        + "Try another kernel (the last one that was well, or a newer one)"
        + (isOfDevice ? ", and newer firmware of the device." : ".")
    case .updateForeignModule(let module):
      "Waiting longer may not help. \(module) does not come with the kernel: try another version of it, or a kernel "
        + "that it was made for, and report this to who makes it."
    case .fewerWorkers:
      "The machine was overloaded, or, if it is a virtual one, its host did not let it run: look there first. "
        + "To let udevd work on fewer devices at once, give it this option on the kernel command line"
        + "; remove it to undo."
    case .moreEntropy:
      "The kernel had no random numbers yet: give the machine a source of them (virtio-rng for a "
        + "virtual one, else the processor's own, kernel 4.19 or newer, with this option)."
    case .traceNextBoot(let seconds):
      "To learn more next time, boot with these options; the kernel then says what each worker loads"
        + (seconds == nil ? "." : ", and shows the stack of one that hangs.")
    case .lookFirst(let hardware, let name):
      "Look first at \(name)"
        + (Self.carrier(of: name) != nil
          ? ":"
          : ", its cable and its power"
            + (hardware == .disk ? ", and as root at what it says of itself:" : "."))
    case .debugNextBoot:
      "To learn more next time, boot with this option; udevd then says what each worker starts, "
        + "and when it ends."
    case .showStacks:
      "To learn more while something hangs: as root, let the kernel show where every blocked task "
        + "waits, and keep what it says. It changes nothing."
    case .showProcessors:
      "To learn more while it happens: as root, let the kernel show what each processor is doing, and "
        + "keep what it says. It changes nothing."
    case .report(let address, let reception): Self.report(address, reception)
    }
  }

  /// What to copy: commands, or options for the kernel's command line.
  public var commands: [String] {
    switch self {
    case .reloadModule(let module, let inInitrd, _):
      ["modprobe -r \(module) && modprobe \(module)"] + (inInitrd ? ["exit"] : [])
    case .bootOnce(let option, _): [option]
    case .keepOut(let module, let isGraphics):
      (isGraphics ? ["nomodeset"] : []) + [
        "modprobe.blacklist=\(module) rd.driver.blacklist=\(module)"
      ]
    case .triggerAgain(let sysname):
      // the rules of the device mapper take an "add" for one that was not set up yet
      [
        "udevadm trigger --action=\(sysname?.hasPrefix("dm-") == true ? "change" : "add")"
          + (sysname.map { " --sysname-match=\($0)" } ?? "")
      ]
    case .leaveAlone(let process): process.map { ["cat /proc/\($0)/stack"] } ?? []
    case .startAsService(let program, _):
      [
        Self.grep(program),
        "TAG+=\"systemd\", ENV{SYSTEMD_WANTS}+=\"\(Self.unit(program, "%k"))\"",
      ]
    case .doNotWait(let program, let unit):
      [Self.grep(unit.map { String($0.prefix { $0 != "@" && $0 != "." }) } ?? program)]
    case .lookAtHolder(let program):
      ["for p in $(pidof \(Self.base(program))); do cat /proc/$p/stack; done"]
    case .checkHardware(.disk, let name, false): [Self.look(atDisk: name)]
    case .checkHardware(.floppy, _, false): ["modprobe.blacklist=floppy"]
    case .checkHardware(.firmware, _, false): ["efi=noruntime"]
    case .checkHardware(.multipath, let name, false): ["multipath -ll \(name)"]
    case .installFirmware(_, let os): os.rebuildsInitrd.map { [$0] } ?? []
    case .skipFirmwareFallback: ["kernel.firmware_config.ignore_sysfs_fallback=1"]
    case .raiseStopTimeout(let inInitrd, let os):
      [
        "mkdir -p /etc/systemd/system/systemd-udevd.service.d",
        "printf '[Service]\\nTimeoutStopSec=300\\n' > /etc/systemd/system/systemd-udevd.service.d/stop.conf",
        "systemctl daemon-reload",
      ] + (inInitrd ? [os.rebuildsInitrd].compactMap { $0 } : [])
    case .lookAtCrash:
      ["coredumpctl info systemd-udevd", "journalctl -b -u systemd-udevd.service"]
    case .leaveOutOfInitrd(_, let os): os.rebuildsInitrd.map { [$0] } ?? []
    case .raiseEventTimeout(let setting, let os):
      os.commands(adding: "\(setting.option)=\(setting.seconds)")
    case .removeShortTimeout(let set, .commandLine, _, _, let os):
      os.commands(removing: "udev.event_timeout=\(set)")
    case .removeShortTimeout(_, .udevConf, _, _, _): ["systemctl restart systemd-udevd.service"]
    case .probeAsynchronously(let module, _): ["\(module).async_probe=1"]
    case .fewerWorkers(let os): os.commands(adding: "udev.children_max=8")
    case .moreEntropy: ["random.trust_cpu=on"]
    case .traceNextBoot(let seconds):
      [
        "initcall_debug log_buf_len=16M\(seconds.map { " sysctl.kernel.hung_task_timeout_secs=\($0)" } ?? "")"
      ]
    case .debugNextBoot(let option): [option]
    case .showStacks: ["echo w > /proc/sysrq-trigger; dmesg > blocked-tasks.txt"]
    case .lookFirst(.disk, let name): [Self.look(atDisk: name)]
    case .showProcessors: ["echo l > /proc/sysrq-trigger; dmesg > processors.txt"]
    case .report: ["probe-doctor bundle -o report.tar.zst"]
    case .reboot, .checkHardware, .lookFirst, .updateUdev, .updateForStop, .setLimitInRule,
      .updateKernel, .updateForeignModule:
      []
    }
  }

  private static func report(_ address: ReportAddress, _ reception: Reception) -> String {
    let attached =
      "with a description, this report and the log; names and addresses are replaced in what this makes:"
    let list = "to those who look after \(address.directory), at \(address.list)"
    return switch reception {
    case .upstream: "Write \(list), \(attached)"
    case .distribution:
      "The kernel is a distribution's: write to its bug tracker first, and \(list), when a kernel of theirs does "
        + "it too; \(attached)"
    case .tooOld(let release):
      "No list takes a report about Linux \(release): see whether a current kernel does it too. Then write "
        + "\(list), \(attached)"
    }
  }

  private static func check(_ hardware: Hardware, _ name: String) -> String {
    switch hardware {
    case .disk where carrier(of: name) != nil: checkCarrier(of: name)
    case .disk where name.hasPrefix("ata") || name.hasPrefix("host"):
      "A longer limit only waits longer. If the disk has a name (`ls -l /sys/block | grep "
        + "/\(name.prefix { $0 != "." })/`), save what matters from it first, and look as root at what it says of "
        + "itself. Then, with the machine off, check cable and power of what is at \(name); whether it is found at "
        + "all, the firmware's setup shows."
    case .disk:
      "A longer limit only waits longer. Save what matters from it first; then check cable and power, "
        + "and as root what the disk says of itself:"
    case .multipath:
      "A longer limit only waits longer: \(name) has no path left that answers. Check cables, switch and "
        + "storage, and as root its paths:"
    case .usb:
      "A longer limit only waits longer. Try another cable and another port for \(name), one of the machine's "
        + "own; then the device at another machine."
    case .card:
      "A longer limit only waits longer. Take the machine's power away for a moment; seat a card at "
        + "\(name) anew, or in another slot, and update its firmware and the machine's."
    case .floppy:
      "A longer limit only waits longer. Where no floppy drive is, as in most virtual machines, switch it off "
        + "in the firmware or the machine's settings, or leave the driver out, on the kernel command line:"
    case .board:
      "A longer limit only waits longer. \(name) is part of the board, or wired to it: take the machine's power "
        + "away for a moment, which a reboot does not, and update its firmware (BIOS, boot loader, device tree); then try "
        + "another kernel."
    case .firmware:
      "A longer limit only waits longer. Update the machine's firmware, or let the kernel do without calling "
        + "it, on the kernel command line; its clock and the boot entries are then out of reach:"
    case .other: "Check \(name), its cable and its slot first: a longer limit only waits longer."
    }
  }

  /// What a disk that is no piece of hardware itself is called by; nil for one that is.
  private static func carrier(of name: String) -> String? {
    ["loop", "nbd", "dm-", "md", "bcache", "drbd", "vd", "xvd", "mmc", "sr"].first(
      where: name.hasPrefix)
  }

  private static func checkCarrier(of name: String) -> String {
    let what =
      switch carrier(of: name) {
      case "loop":
        "Check the file behind \(name), and the disk that it is on; the medium of a live system is "
          + "verified, or written anew:"
      case "nbd":
        "Check the server that \(name) is on, and the network to it; as root, who is connected:"
      case "mmc":
        "If it is a card, put it in again, and try it in another reader; what is soldered on is reset when the "
          + "machine's power is away for a moment. What the kernel says of \(name):"
      case "sr":
        "Take the medium out, and try another one; then look at the cable and power of \(name). What the kernel "
          + "says of it:"
      case "vd", "xvd":
        "\(name) is a virtual machine's disk: look at the host, its storage and its load. What the guest "
          + "knows of it:"
      default:
        "Check the disks below \(name), their cables and power, and save what matters first. Which "
          + "they are:"
      }
    return "A longer limit only waits longer. \(what)"
  }

  /// What shows how a disk is, or what lies below it.
  private static func look(atDisk name: String) -> String {
    switch carrier(of: name) {
    case nil: "smartctl -a \(node(name))"
    case "loop": "losetup --list"
    case "mmc": "dmesg | grep mmc"
    case "sr": "dmesg | grep \(name)"
    case "nbd": "cat /sys/block/\(name.prefix { $0 != "p" })/pid; ss -tp"
    default: "lsblk -s \(node(name))"
    }
  }

  /// The node of a disk by the kernel's name for it.
  private static func node(_ name: String) -> String {
    name.hasPrefix("ata") || name.hasPrefix("host") ? "/dev/sdX" : "/dev/\(name)"
  }

  /// What finds the rules with a program.
  private static func grep(_ program: String) -> String {
    "grep -rF '\(base(program))' /etc/udev/rules.d /run/udev/rules.d /usr/lib/udev/rules.d /lib/udev/rules.d"
  }

  /// A name for the unit that runs it for a device.
  private static func unit(_ program: String, _ device: String) -> String {
    let stem = base(program).split(separator: ".").first.map(String.init) ?? "NAME"
    return "\(stem)@\(device).service"
  }

  private static func base(_ program: String) -> String {
    String((program.split(separator: " ").first ?? "").split(separator: "/").last ?? "")
  }

  /// What is known of how long it takes.
  private static func told(_ course: Course) -> String {
    (course.took.map {
      course.isComplete
        ? " It took \(secondsText($0)) here."
        : " What was killed had ended after \(secondsText($0)) here."
    } ?? "")
      + (course.hasFailed ? " If it fails with that too, the limit was not to blame." : "")
  }
}
