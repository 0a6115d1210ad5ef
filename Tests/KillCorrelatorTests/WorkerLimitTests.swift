import Telling
import Testing

@testable import KillCorrelator
@testable import LogModel

@Suite struct WorkerLimitTests {
  private func limit(
    _ commandLine: String = "", arguments: [String] = [], configuration: String = "",
    version: String? = "252"
  ) -> WorkerLimit {
    WorkerLimit(
      commandLine: commandLine, arguments: arguments, configuration: configuration,
      version: version)
  }

  @Test func defaultsByVersion() {
    #expect(limit().kill == 180)
    #expect(limit().warning == 60)
    #expect(limit(version: "257").kill == 190)
    #expect(limit(version: "257").warning == 60)
    #expect(limit(version: nil).timeout == EventTimeout(seconds: 180, source: .default))
  }

  @Test("the command line counts more than options, options more than the file")
  func precedence() {
    let file = "# event_timeout=1\nudev_log=info\nevent_timeout = \"45\"\n"
    #expect(limit(configuration: file).timeout.seconds == 45)
    #expect(limit(arguments: ["--event-timeout=90"], configuration: file).kill == 90)
    #expect(limit(arguments: ["-t", "20"]).kill == 20)
    #expect(limit(arguments: ["--debug", "-t25"]).kill == 25)
    let all = limit(
      "ro udev.event-timeout=12", arguments: ["-t", "20"], configuration: file, version: "257.4")
    #expect(all.timeout == EventTimeout(seconds: 12, source: .commandLine))
    #expect(all.kill == 22)
  }

  @Test("what is no time changes nothing")
  func malformed() {
    #expect(limit("udev.event_timeout=soon", arguments: ["-t"]).kill == 180)
    #expect(limit(configuration: "event_timeout\nevent_timeout=\n").kill == 180)
  }
}

@Suite struct WorkerStackTests {
  @Test func tellsDriverAndFunction() {
    let stack = WorkerStack(
      """
      [<0>] vortex_fc_wait_link.constprop.0+0x199/0x1f0 [vortex_fc]
      [<0>] vortex_fc_probe+0x25/0x69 [vortex_fc]
      [<0>] local_pci_probe+0x3e/0x80
      [<0>] pci_device_probe+0xc3/0x240
      [<0>] really_probe+0xdb/0x380
      """)
    #expect(stack.driver == "vortex_fc")
    #expect(stack.function == "vortex_fc_wait_link")
    #expect(stack.isProbing)
    #expect(stack.waitsFor == nil)
  }

  @Test("a worker that waits for another names nobody")
  func waits() {
    let stack = WorkerStack(
      "[<0>] async_synchronize_cookie_domain+0xa9/0xf0\n[<0>] do_init_module+0x1b0/0x1f0\n")
    #expect(stack.driver == nil)
    #expect(stack.waitsFor == "for an asynchronous probe, somebody else's perhaps")
    #expect(!stack.isProbing)
    #expect(WorkerStack("").function == nil)
  }

  @Test(
    "who wants a device's lock waits for whoever has it: /proc leaves out the lock's functions",
    arguments: [
      "[<0>] manufacturer_show+0x22/0x60 [usbcore]\n[<0>] dev_attr_show+0x19/0x40\n",
      "[<0>] uevent_show+0x8f/0x110\n[<0>] dev_attr_show+0x15/0x40\n",
      "[<0>] __driver_attach+0xc9/0x1c0\n[<0>] bus_for_each_dev+0x87/0xe0\n"
        + "[<0>] driver_register+0x5e/0xf0\n[<0>] usb_register_driver+0x84/0x140 [usbcore]\n"
        + "[<0>] cdc_driver_init+0x1f/0x1000 [cdc_ether]\n[<0>] do_one_initcall+0x59/0x220\n",
    ])
  func deviceLock(_ text: String) {
    let stack = WorkerStack(text)
    #expect(stack.driver == nil && stack.wait == .deviceLock)
  }
}
