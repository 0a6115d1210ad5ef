import Foundation

/// Logs that look like those of real machines, the same each time: hosts, drivers, programs and
/// messages vary.
struct Generator {
  private var state: UInt64
  private var bodies: [String] = []

  static let drivers = [
    "iwlwifi", "nvme", "e1000e", "amdgpu", "i915", "mlx5_core", "ixgbe", "xhci_hcd", "ahci",
    "snd_hda_intel", "thunderbolt", "r8169", "megaraid_sas", "qla2xxx", "tg3", "bnxt_en",
  ]
  static let programs = [
    "sshd", "cron", "NetworkManager", "dockerd", "kubelet", "postfix/smtpd", "nginx", "systemd",
    "dbus-daemon", "chronyd", "sudo", "auditd", "postgres", "containerd", "snapd", "rsyslogd",
  ]
  private static let forms = [
    "D A: link is up at N Mbps full duplex", "D A: Firmware loaded, version N.S",
    "EXT4-fs (sdaS): mounted filesystem with ordered data mode. Quota mode: none.",
    "audit: type=1400 audit(N.S:N): apparmor=\"ALLOWED\" operation=\"open\" pid=N comm=\"foo\"",
    "IPv6: ADDRCONF(NETDEV_CHANGE): ethS: link becomes ready",
    "usb S-S: new high-speed USB device number S using D",
    "br-N: port S(vethN) entered blocking state", "D A: enabling device (0000 -> 0002)",
    "perf: interrupt took too long (N > N), lowering kernel.perf_event_max_sample_rate to N",
    "nfs: server nasS not responding, still trying",
    "CPUS: Core temperature above threshold, cpu clock throttled (total events = N)",
    "connection from 10.0.S.S port N accepted for user uS after S attempts",
    "request GET /api/v1/items/N took S ms, status 200, N bytes sent to 10.1.S.S",
  ]

  init(seed: UInt64 = 1) {
    state = seed
    for _ in 0..<20_000 {
      let form = Self.forms[Int(next() % UInt64(Self.forms.count))]
      let body = fill(form)
      bodies.append(body)
    }
  }

  /// Sebastiano Vigna's splitmix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  private mutating func fill(_ form: String) -> String {
    form.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
      switch word {
      case "D": return Self.drivers[Int(next() % UInt64(Self.drivers.count))]
      case "A:": return String(format: "0000:%02x:%02x.%d:", next() % 64, next() % 32, next() % 8)
      default:
        var out = ""
        for character in word {
          switch character {
          case "N": out += String(next() % 100_000)
          case "S": out += String(next() % 60)
          default: out.append(character)
          }
        }
        return out
      }
    }.joined(separator: " ")
  }

  mutating func body() -> String { bodies[Int(next() % UInt64(bodies.count))] }

  mutating func program() -> String {
    Self.programs[Int(next() % UInt64(Self.programs.count))]
  }

  /// What udevd says when a worker is killed: each line and the seconds after the event began.
  static func kill(_ number: Int) -> [(after: Int, text: String)] {
    let worker = "0000:3d:00.0: Worker [\(400 + number % 30_000)]"
    return [
      (60, "\(worker) processing SEQNUM=\(number) is taking a long time"),
      (180, "\(worker) processing SEQNUM=\(number) killed"),
      (180, "\(worker) terminated by signal 9 (KILL)"),
    ]
  }
}
