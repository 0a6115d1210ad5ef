import Testing

@testable import KillCorrelator
@testable import LogModel

/// Stacks that somebody asked for, or read from /proc.
@Suite struct AskedStackTests {
  private func stuck(_ log: String) -> Finding? {
    diagnose(log)?.otherDeaths.first { $0.kind == .stuck }
  }

  private static let stack = """
    task:(udev-worker)   state:D stack:0     pid:98633 tgid:98633 ppid:320    flags:0x00000006
    Call Trace:
     __schedule+0x213/0x550
     wait_woken+0x47/0x50
     raid5_make_request+0x501/0x10e0 [raid456]
     __submit_bio+0x78/0xf0
     blkdev_read_iter+0x62/0x140
     vfs_read+0x1a9/0x2a0

    """

  @Test("in a log without times it is what somebody chose to show") func undated() {
    let found = stuck("sysrq: Show Blocked State\n" + Self.stack)
    #expect(found?.workerPID == 98633 && found?.chain.culprit.name == "raid456")
  }

  @Test("where the log has times, one stack shows one moment") func dated() {
    let lines = ("sysrq: Show Blocked State\n" + Self.stack).split(separator: "\n")
    let dated = lines.enumerated().map { "[   12.\(100_000 + $0)] \($1)\n" }.joined()
    #expect(stuck("[   11.900000] usb 1-1: new high-speed USB device\n" + dated) == nil)
  }

  @Test("unless the log begins with the question") func datedFromTheQuestionOn() {
    let lines = ("sysrq: Show Blocked State\n" + Self.stack).split(separator: "\n")
    let dated = lines.enumerated().map { "[   12.\(100_000 + $0)] \($1)\n" }.joined()
    #expect(stuck("Asked while settle hangs:\n\n" + dated)?.chain.culprit.name == "raid456")
  }

  @Test("where udevd has warned of the worker, the stack is the warning's") func warned() throws {
    let lines = ("sysrq: Show Blocked State\n" + Self.stack).split(separator: "\n")
    let dated = lines.enumerated().map { "[   62.\(100_000 + $0)] \($1)\n" }.joined()
    let warning =
      "[   64.0] systemd-udevd[95]: sdb: Worker [98633] processing SEQNUM=900 is taking a long time\n"
    let boot = try #require(diagnose(dated + warning))
    #expect(boot.warnings.count == 1 && !boot.otherDeaths.contains { $0.kind == .stuck })
  }

  // MARK: - /proc

  private static let report =
    "[16098.862049] INFO: task systemd-udevd:57927 blocked for more than 368 seconds.\n\n"

  private func proc(_ pid: Int) -> String {
    """
    [root@fedora ~]# cat /proc/\(pid)/stack
    [<0>] wait_woken+0xa4/0xd0
    [<0>] raid5_make_request+0x994/0x2080 [raid456]
    [<0>] md_handle_request+0x17a/0x4b0 [md_mod]
    [<0>] vfs_read+0x27f/0x400

    """
  }

  @Test("the stack in /proc stands for the one that the report lacks") func file() {
    let found = stuck(Self.report + proc(57927))
    #expect(found?.chain.culprit.name == "raid456")
    #expect(found?.workerPID == 57927)
  }

  @Test("that of another task says nothing of it") func anothers() {
    let found = stuck(Self.report + proc(57928))
    #expect(found?.workerPID == 57927 && found?.chain.culprit.kind == .unknown)
  }

  @Test("the line that names who has its lock may be all that is shown of a worker") func owner() {
    let blocked = "[  900.1] INFO: task init-ng:1 blocked in I/O wait for more than 122 seconds.\n"
    let owner =
      "[  900.2] INFO: task (udev-worker):374 is blocked on a mutex likely owned by task init-ng:1.\n"
    let found = stuck(blocked + owner)
    #expect(found?.workerPID == 374 && found?.chain.culprit.name == "init-ng")
    #expect(stuck(blocked) == nil)
    #expect(stuck(blocked + owner.replacing("(udev-worker)", with: "dd")) == nil)
  }
}
