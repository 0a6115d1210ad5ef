import Foundation
import MachineFacts

@testable import Watcher

/// A /proc and a /sys in a folder of their own.
final class FakeMachine {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(
      path: "probe-doctor-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  var processes: ProcessTable { ProcessTable(root: path("proc"), asleep: 0) }
  var devices: Sysfs { Sysfs(root: path("sys")) }

  func path(_ name: String) -> String { root.appending(path: name).path(percentEncoded: false) }

  func write(_ name: String, _ text: String) throws {
    let file = root.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func link(_ name: String, to target: String) throws {
    let file = root.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: file.path(percentEncoded: false), withDestinationPath: target)
  }

  /// - Parameter start: seconds from the boot.
  func addProcess(
    _ pid: Int, _ comm: String, state: String = "S", parent: Int = 1, start: Int = 10,
    stack: String? = nil, pending: String = "0000000000000000"
  ) throws {
    let rest = Array(repeating: "0", count: 17).joined(separator: " ")
    try write(
      "proc/\(pid)/stat", "\(pid) (\(comm)) \(state) \(parent) \(rest) \(start * 100) 0 0\n")
    try write(
      "proc/\(pid)/status",
      "Name:\t\(comm)\nSigPnd:\t0000000000000000\nShdPnd:\t\(pending)\n"
        + "voluntary_ctxt_switches:\t7\nnonvoluntary_ctxt_switches:\t1\n")
    try write("proc/\(pid)/schedstat", "1000000 2000000 3\n")
    if let stack { try write("proc/\(pid)/stack", stack) }
  }

  /// What a process has open.
  func open(_ path: String, in pid: Int, as number: Int) throws {
    try link("proc/\(pid)/fd/\(number)", to: path)
  }

  /// A device, linked to the driver that is just taking it, as in `really_probe`.
  func addDevice(_ devpath: String, bus: String, driver: String) throws {
    let name = devpath.split(separator: "/").last ?? ""
    try write("sys\(devpath)/modalias", "pci:v00001234d000011E8\n")
    try link("sys\(devpath)/driver", to: "../../../bus/\(bus)/drivers/\(driver)")
    try link(
      "sys/bus/\(bus)/drivers/\(driver)/\(name)", to: "../../../..\(devpath)")
    try write("sys/bus/\(bus)/drivers/\(driver)/uevent", "")
  }
}

/// Stacks of workers in Debian 12's kernel, as /proc shows them.
enum Stacks {
  static let daq = frames(
    "acme_daq_probe+0x40/0x5f [acme_daq]", "local_pci_probe+0x3e/0x80",
    "pci_device_probe+0xc3/0x240", "really_probe+0xdb/0x380",
    "__driver_probe_device+0x84/0x150", "driver_probe_device+0x1f/0x90",
    "__driver_attach+0xce/0x1c0", "bus_for_each_dev+0x84/0xd0", "bus_add_driver+0x1ae/0x200",
    "driver_register+0x89/0xe0", "do_one_initcall+0x56/0x220", "do_init_module+0x4a/0x1f0",
    "__do_sys_finit_module+0xac/0x120", "do_syscall_64+0x5d/0xb0",
    "entry_SYSCALL_64_after_hwframe+0x6e/0xd8")
  static let fibre = frames(
    "vortex_fc_wait_link.constprop.0+0x199/0x1f0 [vortex_fc]",
    "vortex_fc_probe+0x25/0x69 [vortex_fc]", "local_pci_probe+0x3e/0x80",
    "pci_device_probe+0xc3/0x240", "really_probe+0xdb/0x380",
    "__driver_probe_device+0x84/0x150", "driver_probe_device+0x1f/0x90",
    "__driver_attach+0xce/0x1c0", "bus_for_each_dev+0x84/0xd0", "bus_add_driver+0x1ae/0x200",
    "driver_register+0x89/0xe0", "do_one_initcall+0x56/0x220", "do_init_module+0x4a/0x1f0",
    "__do_sys_finit_module+0xac/0x120", "do_syscall_64+0x5d/0xb0")
  static let initialising = frames(
    "helios_pmc_load_firmware+0x8f/0xc0 [helios_pmc]", "helios_pmc_init+0x1c/0x1000 [helios_pmc]",
    "do_one_initcall+0x56/0x220", "do_init_module+0x4a/0x1f0", "__do_sys_finit_module+0xac/0x120",
    "do_syscall_64+0x5d/0xb0")
  /// Waits in `load_module` itself, as kernels before 6.5 do.
  static let waitsForLoad = frames(
    "load_module+0x97f/0x2100", "__do_sys_finit_module+0xac/0x120", "do_syscall_64+0x5d/0xb0")
  static let waitsForAsync = frames(
    "async_synchronize_cookie_domain+0xc6/0x100", "do_init_module+0x1c1/0x1f0",
    "__do_sys_finit_module+0xac/0x120", "do_syscall_64+0x5d/0xb0")
  static let asynchronous = frames(
    "nvme_wait_ready+0x60/0x90 [nvme_core]", "nvme_enable_ctrl+0x3f/0x50 [nvme_core]",
    "nvme_reset_work+0x1d4/0x4b0 [nvme]", "nvme_probe+0x2d4/0x6a0 [nvme]",
    "local_pci_probe+0x3e/0x80", "pci_device_probe+0xc3/0x240", "really_probe+0xdb/0x380",
    "__driver_attach_async_helper+0x6d/0xd0", "async_run_entry_fn+0x2d/0x130",
    "process_one_work+0x1c7/0x380", "worker_thread+0x4d/0x380", "kthread+0xda/0x100")
  static let flushing = frames(
    "__flush_work+0x17d/0x1d0", "nvme_async_probe+0x14/0x40 [nvme]",
    "async_run_entry_fn+0x2d/0x130", "process_one_work+0x1c7/0x380", "kthread+0xda/0x100")
  static let resetWork = frames(
    "wait_for_completion_timeout+0x8f/0x100", "nvme_init_ctrl_finish+0x9/0x60 [nvme_core]",
    "nvme_reset_work+0x1d4/0x4b0 [nvme]", "process_one_work+0x1c7/0x380", "kthread+0xda/0x100")
  /// Reads a page of a program from the root disk.
  static let pageFault = frames(
    "folio_wait_bit_common+0x13d/0x350", "filemap_fault+0x60/0x8e0",
    "ext4_filemap_fault+0x2c/0x40 [ext4]", "__do_fault+0x36/0x120", "handle_mm_fault+0xd7/0x2d0",
    "exc_page_fault+0x7a/0x180")
  static let idle = frames(
    "do_epoll_wait+0x698/0x7d0", "do_compat_epoll_pwait.part.0+0xb/0x70",
    "__x64_sys_epoll_wait+0x6f/0x110", "do_syscall_64+0x5d/0xb0")

  private static func frames(_ lines: String...) -> String {
    lines.map { "[<0>] \($0)\n" }.joined()
  }
}
