import Testing

@testable import KillCorrelator
@testable import LogModel

/// Faults that are known by name: for each a log that has it, and one of the same driver with another
/// cause.
@Suite struct KnownIssueTests {
  private func issues(_ log: String) -> [String] {
    (diagnose(log)?.findings ?? []).compactMap { $0.knownIssue?.issue.id }
  }

  private static let kernel = "[    0.000000] Linux version 6.6.41 (a@b) (gcc 13) #1 SMP\n"

  @Test func theRowsAreWellFormed() {
    let table = MessageTable(PackageResources.known_messages)
    #expect(table.faults.isEmpty && !table.issues.isEmpty && table.rows.isEmpty)
  }

  @Test func realtekDriverDisk() {
    func log(product: String, resets port: String) -> String {
      Self.kernel + """
        [ 6400.1] usb 3-2: New USB device found, idVendor=0bda, idProduct=\(product), bcdDevice= 0.00
        [ 6400.2] usb-storage 3-2:1.0: USB Mass Storage device detected
        [ 6400.3] scsi host8: usb-storage 3-2:1.0
        [ 6401.4] sr 8:0:0:0: [sr0] scsi3-mmc drive: 0x/0x caddy
        [ 6432.0] usb \(port): reset high-speed USB device number 38 using ehci-pci
        [ 6462.0] usb \(port): reset high-speed USB device number 38 using ehci-pci
        [ 6461.5] systemd-udevd[95]: sr0: Worker [120] processing SEQNUM=900 is taking a long time
        [ 6581.5] systemd-udevd[95]: sr0: Worker [120] processing SEQNUM=900 killed

        """
    }
    #expect(issues(log(product: "1a2b", resets: "3-2")) == ["realtek-driver-disk"])
    #expect(issues(log(product: "8176", resets: "3-2")).isEmpty)
    #expect(issues(log(product: "1a2b", resets: "3-1")).isEmpty)
    let mended = log(product: "1a2b", resets: "3-2").replacing("6.6.41", with: "6.17.1")
    #expect(issues(mended).isEmpty)
  }

  @Test func sdRelease() {
    func log(_ frame: String) -> String {
      Self.kernel + """
        [ 1868.4] usb 3-3: USB disconnect, device number 113
        [ 1928.7] systemd-udevd[203]: sdd: Worker [9839] processing SEQNUM=6508 is taking a long time
        [ 2004.6] INFO: task kworker/0:3:187 blocked for more than 122 seconds.
        [ 2004.6] Workqueue: usb_hub_wq hub_event
        [ 2004.6] Call Trace:
        [ 2004.6]  del_gendisk+0x136/0x370
        [ 2004.6]  sd_remove+0x30/0x60 [sd_mod]
        [ 2004.6] INFO: task cros-disks:1614 blocked for more than 122 seconds.
        [ 2004.6] Call Trace:
        [ 2004.6]  \(frame)
        [ 2004.6]  sd_release+0x42/0x50 [sd_mod]

        """
    }
    #expect(issues(log("scsi_set_medium_removal+0x63/0xc0")) == ["sd-release"])
    #expect(issues(log("blk_mq_freeze_queue_wait+0x63/0xc0")).isEmpty)
  }

  /// A user's file may have both.
  @Test func usersOwn() {
    let file = """
      [mine]
      title: the firmware of the card stalls
      suspect: acme_daq
      seen: acme_daq {device}: FW STALL{rest}
      mended: Update it.
      url: https://example.org/1
      example: acme_daq 0000:04:00.0: FW STALL
      near-miss: acme_daq 0000:04:00.0: ready
      """
    let table = MessageTable(Array(file.utf8))
    #expect(table.faults.isEmpty && table.issues.map(\.id) == ["mine"])
    let broken = file.replacing("https:", with: "ftp:").replacing("mended: Update it.\n", with: "")
    #expect(MessageTable(Array(broken.utf8)).faults.count == 2)
  }
}
