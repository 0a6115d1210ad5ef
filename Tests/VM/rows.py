"""The situations: a row each. Drivers are Debian's own; `stall` says which of their functions stalls, and
how (modules/vm_stall.c). `names` are the drivers that may be named for it."""


def devices(*names):
    return [word for name in names for word in ("-device", name)]


CROWD = devices(
    "virtio-rng-pci,addr=09.0", "intel-hda,addr=0a.0", "hda-duplex", "qemu-xhci,id=xhci,addr=0b.0",
    "usb-tablet,bus=xhci.0", "virtio-balloon-pci,addr=0c.0", "i6300esb,addr=0d.0",
    "virtio-scsi-pci,addr=0e.0", "ES1370,addr=11.0", "e1000,addr=08.0")
FEW = devices("e1000,addr=08.0", "virtio-rng-pci,addr=09.0", "qemu-xhci,addr=0b.0")
DISK = ["-blockdev", "driver=null-co,read-zeroes=on,size=67108864,node-name=d1"]


class Row:
    def __init__(
        self, devices, stall=(), names=(), cpus=1, limit=30, suites=None, kills=None, option=True,
        usual=None, later=None, program=None,
    ):
        self.devices = devices
        self.option = option  # whether the limit is on the kernel's command line; else it is the default
        self.later = later  # a module that is not loaded at boot: its device is plugged in again
        self.program = program  # a script that a rule runs for network devices, and that does not end in time
        self.usual = usual  # (driver, device, seconds) of four boots before, whose table is there
        self.stall = [stall] if isinstance(stall, str) else list(stall)
        self.names, self.cpus, self.limit, self.suites = set(names), cpus, limit, suites
        self.kills = kills  # whether a worker is killed; None: as it comes


ROWS = {
    # nobody is to be accused
    "clean-slow": Row(CROWD, kills=False),
    "slow-near-miss": Row(
        FEW + devices("megasas,addr=05.0"),
        "megaraid_sas:megasas_transition_to_ready,how=uninterruptible,ms=20000,max=1",
        ["megaraid_sas"], limit=90, kills=False),
    # one driver
    "uninterruptible": Row(
        CROWD + devices("e1000e,addr=05.0"),
        "e1000e:e1000_get_hw_semaphore_82574,how=uninterruptible,ms=60000,hits=1", ["e1000e"], kills=True),
    "killable": Row(
        CROWD, "e1000:e1000_read_mac_addr,how=killable,ms=900000,onkill=-5", ["e1000"], kills=True),
    "polling": Row(
        FEW + devices("rtl8139,addr=05.0"), "8139cp:cp_init_one,how=poll,ms=60000", ["8139cp"], kills=True),
    "busy": Row(
        FEW + devices("sdhci-pci,addr=05.0") + DISK + devices("sd-card,drive=d1"),
        "sdhci:__sdhci_read_caps,how=busy,ms=50000,hits=1", ["sdhci", "sdhci_pci"], cpus=2, kills=True),
    "init": Row(
        FEW + ["-cpu", "qemu64,-svm,+pclmulqdq,+ssse3,+sse4.1"],
        "crc32_pclmul:crc32_pclmul_mod_init,how=wait,ms=60000", ["crc32_pclmul"], suites=["bookworm"],
        kills=True),
    # waiting for somebody else
    "helper-module": Row(
        FEW + devices("ahci,addr=05.0,id=ah") + DISK + devices("ide-hd,drive=d1,bus=ah.0"),
        "libata:libata_transport_init,how=wait,ms=60000", ["libata", "ahci", "ata_piix"], kills=True),
    "asynchronous": Row(
        CROWD + DISK + devices("nvme,serial=x1,addr=05.0,drive=d1"),
        "nvme_core:nvme_init_ctrl_finish,how=wait,ms=60000", ["nvme", "nvme_core"]),
    "slow-program": Row(FEW, names=["/usr/local/sbin/vm-slow"], program="/usr/local/sbin/vm-slow"),
    "two-culprits": Row(
        CROWD,
        ["e1000:e1000_read_mac_addr,how=killable,ms=900000,onkill=-5",
         "snd_ens1370:snd_ensoniq_chip_init,how=uninterruptible,ms=50000"],
        ["e1000", "snd_ens1370"], kills=True),
    # a device that comes later: its module is loaded by a worker
    "hot-plugged": Row(
        FEW + devices("e1000e,addr=05.0"),
        "e1000e:e1000_get_hw_semaphore_82574,how=uninterruptible,ms=60000,hits=1", ["e1000e"], kills=True,
        later="e1000e"),
    # slow, but no kill is near
    "slower-than-ever": Row(
        FEW + devices("e1000e,addr=05.0"),
        "e1000e:e1000_get_hw_semaphore_82574,how=uninterruptible,ms=56000,hits=1", ["e1000e"], limit=240,
        kills=False, usual=("e1000e", "0000:00:05.0", 2.5)),
    # others act
    "limit-lowered": Row(
        FEW + devices("e1000e,addr=05.0"),
        "e1000e:e1000_get_hw_semaphore_82574,how=uninterruptible,ms=60000,hits=1", ["e1000e"], kills=True,
        later="e1000e", option=False),
    "asleep": Row(
        CROWD + devices("e1000e,addr=05.0"),
        "e1000e:e1000_get_hw_semaphore_82574,how=uninterruptible,ms=60000,hits=1", ["e1000e"], kills=True,
        later="e1000e"),
    "udevd-crashed": Row(
        FEW + devices("e1000e,addr=05.0"),
        "e1000e:e1000_get_hw_semaphore_82574,how=uninterruptible,ms=70000,hits=1", ["e1000e"]),
    "queue-stopped": Row(CROWD, kills=False),
    "reloaded": Row(
        FEW + devices("mptsas1068,addr=05.0"), "mptbase:mpt_attach,how=wait,ms=70000", ["mptsas", "mptbase"],
        kills=True),
    "udevd-restarted": Row(
        FEW + devices("e1000e,addr=05.0"),
        "e1000e:e1000_get_hw_semaphore_82574,how=uninterruptible,ms=70000,hits=1", ["e1000e"]),
    "watch-restarted": Row(
        FEW + devices("e1000e,addr=05.0"),
        "e1000e:e1000_get_hw_semaphore_82574,how=uninterruptible,ms=80000,hits=1", ["e1000e"], kills=True),
    "storm-clean": Row(FEW, cpus=2, kills=False),
    "storm": Row(
        FEW + devices("e1000e,addr=05.0"),
        "e1000e:e1000_get_hw_semaphore_82574,how=uninterruptible,ms=60000,hits=1", ["e1000e"], kills=True),
}

SUITES = ["bookworm", "trixie", "bullseye", "forky"]
# Together they reach every row, and each suite some: about 40 minutes of two processors without KVM.
ON_TRIXIE = ("polling", "busy", "asynchronous", "storm", "hot-plugged")
LATER = ("storm-clean", "udevd-crashed", "queue-stopped", "limit-lowered", "reloaded")
FIRST = [("bookworm", row) for row in ROWS if row not in ON_TRIXIE + LATER] + [
    ("trixie", row) for row in ON_TRIXIE]
ALL = [(suite, name) for suite in SUITES for name, row in ROWS.items() if suite in (row.suites or SUITES)]
