extension Announcement {
  private static let word = " \t\"'<>,;)]}"
  private static let component = word + ":/"
  private static let property = "'\""
  private static let user = " .\"'<>,;)]}("

  /// In the words of the kernel, systemd, udev and those who log beside them.
  static let all: [Announcement] =
    [
      (
        .host, word,
        [
          "Hostname set to <", "et hostname to <", "_HOSTNAME=", "nfs: server ",
          // systemd-hostnamed, NetworkManager, avahi, dhclient, wicked
          "ost name to '", "hostname to '", "hostname changed from {_} to \"",
          "hostname changed from \"",
          "Host name is ", "ame conflict, retrying with ",
          "hostname to ", "hostname with ", "last accessed by ", "for guest ",
          "DHCPACK({_}) {_} {_} ",
          "host-name \"", "lease hostname ",
          // the kernel's clients of NFS, and its clusters
          "erver {} not responding", "erver {} OK", "erver {} error:", "erver {} does not support",
          "lockd: cannot monitor ", "exports lookup failed for ", "hosts available for ",
          "{}) via ", "timed out for {}:/", "mounting {}:/", "to node {} (num ",
          "drbd {_} {}: Connection",
          "drbd {_} {}: conn", "drbd {_} {}: Handshake", "drbd {_} {}: Starting",
          // guests and containers
          "Domain id={_} name='", "domain '{}'", " vm=\"", "guest={},", "ew machine ",
          "Machine {} terminated", "Container {} exited", "Container {} terminated",
          "machine-{}.scope", "Virtual Machine ", "LXC Container: ",
          "profile=\"lxc-{}_<", "{}: lxccontainer.c: ", "instance={} instanceType=",
          "pawning container ", " UPID:{}:", "node '{}': state", "{} (ipv4:", "{} (ipv6:",
          "/libvirt/qemu/{}.log", "from client {} port", "UPS [{}]", "mon.{}@",
          "hostnamed value '", "offered {_} from {_} `", "etting hostname to {_} ({})",
        ]
      ),
      (
        .host, component,
        ["/var/lib/lxc/", "/var/lib/lxd/containers/", "/var/lib/machines/", "lxc@{}.service"]
      ),
      // CIFS: the server
      (.host, "\\/" + word, [" \\\\"]),
      (.share, "\\" + word, [" \\\\{_}\\"]),
      (.share, component, [" //{_}/", "=//{_}/", "connect to service {} initially"]),
      (.share, word, ["closed connection to service "]),
      (.share, "'", ["cannot mount '/"]),
      (.share, word, ["virtio: tag {} not", "tag <{}>"]),
      // where administrators mount what they name
      (
        .share, component,
        [
          "/mnt/", "/srv/", "/export/", " /data/", "'/data/", "\"/data/", ":/data/", "/volume1/",
          "/volume2/", "smb://{_}/",
        ]
      ),
      (.host, component, ["smb://", "cifs://", "nfs://", "ssh://"]),
      (.label, "'", ["ounted volume '", "Job `"]),
      // `Ann's phone`; what it is stays
      (.label, "", ["Product: {}'s "]),
      (.label, "", ["eal name of user {} to {}"]),
      (.label, component, ["/printers/"]),
      (.label, "(", ["Connected to device "]),
      (.label, "[", ["IKE_SA "]),
      (.label, word, ["passphrase for disk "]),
      (.domain, word, ["in cell {} (", "for domain "]),
      (.secret, "]", ["ogin incorrect: ["]),
      (.machine, word, ["_MACHINE_ID=", "machine-id="]),
      (.boot, word, ["_BOOT_ID=", "-- Boot "]),
      // announce_device in drivers/usb/core/hub.c
      (.serial, "<", ["SerialNumber: "]),
      (
        .serial, word,
        ["S/N: ", "[SN] ", "serial=", "Serial=", "Asset Tag: ", "Service Tag: ", "erial no. "]
      ),
      (.serial, "\"", ["serial}==\"", "SERIAL}==\"", "SERIAL_SHORT}==\""]),
      (.serial, property, ["ID_SERIAL=", "ID_SERIAL_SHORT=", "ID_SCSI_SERIAL="]),
      (.wwn, word, ["ID_WWN=", "ID_WWN_WITH_EXTENSION="]),
      (
        .uuid, word,
        [
          "ID_FS_UUID=", "ID_FS_UUID_SUB=", "ID_PART_ENTRY_UUID=", "ID_PART_TABLE_UUID=",
          "PARTUUID=",
        ]
      ),
      (.uuid, word + ":", ["UUID="]),
      (.uuid, "\"", ["ID_FS_UUID}==\""]),
      (.label, property, ["ID_FS_LABEL=", "ID_PART_ENTRY_NAME="]),
      (.label, "\"", ["ID_FS_LABEL}==\"", "rinter \"", " pod=\""]),
      // device_list_add() in fs/btrfs/volumes.c
      (.label, word, ["PARTLABEL=", "LABEL=", "BTRFS: device label ", "btrfs: device label "]),
      // what a wireless device is called by its owner; systemd-fsck; CUPS; podman
      (
        .label, word,
        [
          "input: {} (AVRCP) as ", "input: {} as /devices/virtual/misc/uhid/", "{}: clean, ",
          "{}: recovering journal", "{}: Clearing orphaned", "{}: UNEXPECTED INCONSISTENCY",
          "{} was not cleanly unmounted", "{} contains a file system with errors",
          "for printer ", "Mounted with label ", "image={_}, name=", "container={_} name=",
        ]
      ),
      (
        .volume, word,
        [
          "DM_NAME=", "DM_UUID=", "DM_VG_NAME=", "DM_LV_NAME=", "/dev/md/",
          "Cryptography Setup for ", " VG ", " LV ", "olume group \"", "olume group ",
          "md/raid{_}:{}: ", "ogical volumes ", "ogical volume ", "hin pool ",
          "Volume {} already active",
          "cannot import '", "cannot mount '", "zio pool=", "storage '{}' is not",
          "fsid={}: ", "join cluster \"{_}\", \"", "drbd {}: ", "drbd {}/", "import of pool ",
          "Import ZFS pool ", "ould not find device ", "specified passphrase for ",
          "cannot open '{}': no such pool", "remove open device ",
          "passphrase for disk {_} ({})", "{}: sd{_} - ", "{}: remaining active paths",
          "{}: load table", "{}: event checker", "{}: stop event checker", "{}: devmap ",
          "{}: switch to path group", "{}: Entering recovery mode", "{}: autoactivation failed",
        ]
      ),
      (.volume, "\"", ["DM_NAME}==\""]),
      (.ssid, "'", ["policy: set '", "connection '{}'", "access point '{}'", "'ssid' value '"]),
      (.ssid, "\"", ["uuid=\"{_}\" name=\"", "\"connection-{_}\" name=\""]),
      (.ssid, "", ["with SSID ", ", SSID ", "join network ", "for wired connection "]),
      (
        .ssid, "./\"'",
        ["ssid: {}, bss", "access point: {} (", "ecurity for network ", "system-connections/"]
      ),
      (.user, user, [" of user ", "for user ", " of User ", " as user ", "unix-user:"]),
      (.user, "]", ["user [{}] -> [{}]"]),
      (.user, ")", [" Slice of UID {_} ("]),
      (
        .user, word,
        [
          // sshd
          "Accepted password for ", "Accepted publickey for ", "nvalid user ", "/pam for {} from",
          "publickey for {} from", "password for {} from", "none for {} from", "User {} from ",
          "tarting session: {_} on {_} for ", "tarting session: {_} for ",
          "tarting session: {_} '{_}' for ", "{}: changing state ",
          "rom user ", "authenticating user ",
          // cron, PAM, su, login, sudo, doas and those who keep users
          "{}) CMD", "{}) LIST ({})", "{}) REPLACE ({})", "{}) RELOAD (crontabs/{})",
          "{}) BEGIN EDIT ({})", "{}) END EDIT ({})",
          " mailed to ", "/spool/cron/{})", "password expiry for ",
          "uid={},ou=", "cn={},ou=",
          "for '{}' from ",
          " by {}(uid=", "(to {}) {} on ",
          "LOGIN ON {_} BY ", " FOR '{}'", "{} : TTY=", "{} : user NOT ",
          "{} : command not allowed",
          "{} ran command ", "Authenticating user \"", "new user: name={},",
          "new group: name={},", "password changed for ", "password for '{}'", "add '{}' to group",
          "add '{}' to shadow",
          "delete user '{}'", "reated user ", "keyring of ",
          "key \"{}\" not found in map", "User Slice of ", "launched by ", "\"uid={},", "imap({})",
          "pop3({})", "{}] OK LOGIN",
          "{}] FAIL LOGIN",
        ]
      ),
      (.user, component, ["/home/", "/run/media/", " /media/{}/"]),
      (.share, component, ["/run/media/{_}/", " /media/{_}/"]),
      (.share, component, [" home-{}.mount", "run-media-{}.mount", " media-{}.mount"]),
      (.disk, component, ["/by-id/"]),
      (.label, component, ["/by-label/", "/by-partlabel/"]),
      (.uuid, component, ["/by-uuid/", "/by-partuuid/"]),
      (.volume, component, ["/dev/mapper/", "-cryptsetup@", " mapper/", "'mapper/"]),
      (.label, component + ".", ["openvpn@", "openvpn-client@", "openvpn-server@", "wg-quick@"]),
      // in the name of a unit: `dev-disk-by\x2duuid-1234\x2dABCD.device`
      (.disk, component + ".", ["-by\\x2did-"]),
      (.label, component + ".", ["-by\\x2dlabel-", "-by\\x2dpartlabel-"]),
      (.uuid, component + ".", ["-by\\x2duuid-", "-by\\x2dpartuuid-"]),
      (.volume, component + ".", ["dev-mapper-", "lvm-activate-", "zfs-import@"]),
    ].flatMap { (kind: PrivateKind, end: String, forms: [String]) in
      forms.map { Announcement(kind, end, $0) }
    }
}
