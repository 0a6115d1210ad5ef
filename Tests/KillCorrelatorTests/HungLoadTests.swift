import Testing

@testable import KillCorrelator
@testable import LogModel

/// Loads of modules that hang or die, and who is behind them, in the forms of many kernels and carriers.
@Suite struct HungLoadTests {
  private func stuck(_ log: String) -> Finding? {
    diagnose(log)?.otherDeaths.first { $0.kind == .stuck }
  }

  private func died(_ log: String) -> Finding? {
    diagnose(log)?.otherDeaths.first { $0.kind == .oops }
  }

  /// What udev starts dies of an error of the kernel's as its workers do.
  @Test(arguments: [("modprobe", true), ("v4l_id", true), ("Xorg", false)])
  func programsThatDieOfAnOops(comm: String, isOfUdev: Bool) {
    let finding = died(
      """
      [  186.452981] BUG: unable to handle kernel NULL pointer dereference at (null)
      [  186.452995] IP: [<ffffffffa1720c62>] slow_tv_read+0x92/0x490 [slow_tv]
      [  186.453006] Pid: 5751, comm: \(comm) Tainted: P           2.6.32-41.6-desktop #1
      [  186.453007] Call Trace:
      [  186.453008]  [<ffffffffa1723858>] slow_tv_open+0x118/0x320 [slow_tv]
      [  186.453009]  [<ffffffff811199fa>] do_sys_open+0x6a/0x180
      """)
    #expect((finding?.culprit.name == "slow_tv") == isOfUdev)
    #expect(finding?.program == (isOfUdev ? comm : nil))
  }

  /// Mails wrap the list of modules, be it as long as the rest of the report.
  @Test func wrappedListOfModules() {
    let finding = died(
      """
      BUG: unable to handle kernel NULL pointer dereference at 0000000000000080
      IP: [<ffffffffa0669141>] dvb_frontend_attach+0x11/0xa0 [dvb_core]
      PGD 0
      Oops: 0002 [#1] SMP
      Modules linked in: slow_demod slow_tv(+) dib7000m dib0090 dib0070
      dib3000mc dibx000_common dvb_usb dvb_core rc_core bnep bluetooth rfkill
      ip6t_rpfilter ip6t_REJECT nf_reject_ipv6 xt_conntrack wl(PO) ebtable_nat
      snd_hda_intel iTCO_wdt gpio_ich iTCO_vendor_support ppdev
      dell_wmi sparse_keymap snd_hda_codec snd_hwdep snd_seq snd_seq_device
      hid_logitech_hidpp snd_pcm serio_raw lpc_ich mfd_core i2c_i801
      pata_acpi [last unloaded: slow_tv]
      CPU: 0 PID: 23460 Comm: systemd-udevd Not tainted 3.19.5-200.fc21.x86_64 #1
      Call Trace:
      [<ffffffffa06430fb>] slow_frontend_attach+0x3b/0x200 [slow_tv]
      [<ffffffffa063f40e>] slow_tv_probe+0x6e/0x100 [slow_tv]
      [<ffffffff815598fb>] usb_probe_interface+0x1bb/0x300
      [<ffffffffa066301e>] slow_tv_driver_init+0x1e/0x1000 [slow_tv]
      [<ffffffff81002148>] do_one_initcall+0xd8/0x210
      """)
    #expect(finding?.workerPID == 23460 && finding?.culprit.name == "slow_tv")
  }

  /// Up to 2.6.38 an error's report names the last file of sysfs, which stands for its lost first lines.
  @Test(arguments: [("last sysfs file: /sys/module/snd/initstate", true), ("CPU 3", false)])
  func reportWithoutItsHead(line: String, isError: Bool) {
    let finding = died(
      """
      [   10.435899] \(line)
      [   10.435903] Modules linked in: snd_pcm snd_seq slow_wrapper
      [   10.435919] Pid: 681, comm: modprobe Tainted: P           2.6.31-14-generic #48-Ubuntu
      [   10.435921] RIP: 0010:[<ffffffffa00982cb>]  [<ffffffffa00982cb>] IsHighSpeed+0xb/0x20 [slow_wrapper]
      [   10.435952] Process modprobe (pid: 681, threadinfo ffff88019701c000, task ffff88019393c410)
      [   10.435962] Call Trace:
      [   10.436065]  [<ffffffffa009603a>] ? mp_init+0x6a/0x200 [slow_wrapper]
      [   10.436280]  [<ffffffff813a2e71>] ? usb_probe_interface+0xb1/0x190
      """)
    #expect((finding?.culprit.name == "slow_wrapper") == isError)
  }

  /// The kernel's first line was left out; who is only running is not stuck.
  @Test(arguments: [("D", true), ("R", false)])
  func dumpOfALoad(state: String, hangs: Bool) {
    let finding = stuck(
      """
      [   74.803096] task:modprobe        state:\(state) stack:0     pid:621   tgid:621   ppid:41     flags:0x00000000
      [   74.812620] Call trace:
      [   74.812636] [<c0b784cc>] (__schedule) from [<c0b78bbc>] (schedule+0x50/0x128)
      [   74.847852] [<c0488b8c>] (crypto_larval_wait) from [<c0488e14>] (crypto_alg_mod_lookup+0x204/0x20c)
      [   74.875857] [<c048c478>] (crypto_alloc_skcipher) from [<bf3e88b8>] (slow_cbc_init+0x1c/0x38 [slow_aes])
      [   74.894896] [<bf3ef06c>] (slow_aes_init [slow_aes]) from [<c0009ffc>] (do_one_initcall+0x60/0x2c0)
      """)
    #expect((finding?.chain.culprit.name == "slow_aes") == hangs)
  }

  /// The probe is run near the device by a kernel thread, and the load waits for that.
  @Test(arguments: [("work_on_cpu", "slow_card"), ("wait_for_foo", nil)])
  func loadThatWaitsForAKernelThread(function: String, culprit: String?) {
    let finding = stuck(
      """
      [33110.439700] INFO: task kworker/8:0:6278 blocked for more than 120 seconds.
      [33110.439721] kworker/8:0     D    0  6278      2 0x80004000
      [33110.439733] Workqueue: events work_for_cpu_fn
      [33110.439735] Call Trace:
      [33110.439745]  __schedule+0x2e3/0x740
      [33110.439801]  slow_request+0x1f1/0x3e0 [slow_card]
      [33110.439888]  slow_userpf_probe+0x3a2/0x5d0 [slow_card]
      [33110.439894]  local_pci_probe+0x48/0x80
      [33110.439898]  work_for_cpu_fn+0x1a/0x30
      [33110.439914] INFO: task modprobe:29530 blocked for more than 120 seconds.
      [33110.439924] modprobe        D    0 29530  29529 0x00004000
      [33110.439926] Call Trace:
      [33110.439930]  __schedule+0x2e3/0x740
      [33110.439941]  __flush_work+0x131/0x1e0
      [33110.439945]  \(function)+0x68/0x90
      [33110.439949]  pci_device_probe+0x14c/0x1b0
      [33110.439953]  really_probe+0xf6/0x3d0
      """)
    #expect(finding?.chain.culprit.name == culprit)
  }

  /// A bus that is a module itself gives the device away, and the driver hangs in that.
  @Test func removalOnABusThatIsAModule() {
    let finding = stuck(
      """
      [  531.673018] INFO: task modprobe:2330 blocked for more than 120 seconds.
      [  531.701921] Call Trace:
      [  531.707681]  __schedule+0x2d6/0x960
      [  531.724181]  msleep+0x2d/0x40
      [  531.731328]  slow_device_remove+0x8a/0x1f0 [slow_net]
      [  531.749644]  slow_remove+0x7c/0x120 [slow_net]
      [  531.755566]  vmbus_remove+0x27/0x40 [hv_vmbus]
      [  531.761004]  device_remove+0x46/0x70
      [  531.774902]  driver_detach+0x4a/0x90
      [  531.779207]  vmbus_driver_unregister+0x21/0x50 [hv_vmbus]
      [  531.785530]  slow_drv_exit+0x10/0x9d8 [slow_net]
      [  531.791109]  __do_sys_delete_module.constprop.0+0x187/0x2c0
      """)
    #expect(finding?.chain.culprit.name == "slow_net")
  }

  /// A panic in a worker is the end of it.
  @Test func aPanicInAWorker() {
    func log(_ comm: String) -> String {
      """
      [    4.012973] Kernel panic - not syncing: Asynchronous SError Interrupt
      [    4.012976] CPU: 2 UID: 0 PID: 186 Comm: \(comm) Not tainted 6.12.0 #1
      [    4.012985] Call trace:
      [    4.012988]  dump_backtrace+0xd0/0x120
      [    4.013019]  panic+0x164/0x350
      [    4.013149]  slow_dma_init+0x20/0x1000 [slow_dma]
      [    4.013163]  do_one_initcall+0x60/0x1e0
      """
    }
    #expect(died(log("(udev-worker)"))?.culprit.name == "slow_dma")
    #expect(died(log("swapper/0")) == nil)
  }

  /// Who prints one line may have to write out everybody's.
  @Test func whoPrintsIsNotToBlameForTheConsole() {
    func log(_ innermost: String) -> String {
      """
      NMI watchdog: BUG: soft lockup - CPU#16 stuck for 23s! [systemd-udevd:291]
      CPU: 16 PID: 291 Comm: systemd-udevd Not tainted 4.9.0-2 #1 Debian 4.9.13-1
      Call Trace:
       \(innermost)+0x3cc/0x560
       slow_aes_init+0x60/0x98 [slow_aes]
       do_one_initcall+0x38/0x160
      """
    }
    #expect(stuck(log("vprintk_emit"))?.culprit.name == nil)
    #expect(stuck(log("memset"))?.culprit.name == "slow_aes")
  }

  /// An array that takes no requests waits for itself; one that waits for a disk does not.
  @Test func arraysThatWaitInTheirOwnCode() {
    func log(_ innermost: String) -> String {
      """
      INFO: task systemd-udevd:546 blocked for more than 122 seconds.
      Call Trace:
       schedule+0x77/0x200
       \(innermost)
       md_handle_request+0x1fe/0x650 [md_mod]
       blkdev_read_iter+0xc0/0x230
       vfs_read+0x38c/0x540
      """
    }
    #expect(stuck(log("md_handle_request+0x1fe/0x650 [md_mod]"))?.culprit.name == "md_mod")
    #expect(stuck(log("submit_bio_wait+0x1fe/0x650"))?.culprit.name == nil)
  }

  /// A driver that names no device is known by the worker's end, where it alone speaks then and had not
  /// spoken before the event.
  @Test func namelessWordsAtTheEnd() {
    func log(before: String = "", at second: String = "40") -> String {
      before + """
        Feb  2 03:12:11 ridge systemd-udevd[402]: worker [421] /devices/pci0000:00/0000:00:01.0/0000:01:00.0 timeout; kill it
        Feb  2 03:12:11 ridge systemd-udevd[402]: seq 1604 '/devices/pci0000:00/0000:00:01.0/0000:01:00.0' killed
        Feb  2 03:13:\(second) ridge kernel: 3w-9xxx: scsi6: ERROR: (0x06:0x001F): Microcontroller not ready during reset sequence.
        Feb  2 03:13:40 ridge systemd-udevd[402]: worker [421] terminated by signal 9 (Killed)
        """
    }
    func culprit(_ log: String) -> String? { diagnose(log)?.kills.first?.culprit.name }
    #expect(culprit(log()) == "3w_9xxx")
    #expect(culprit(log(at: "10")) == nil)
    let early =
      "Feb  2 03:01:10 ridge kernel: 3w-9xxx: scsi5: Found a 3ware 9000 Storage Controller\n"
    #expect(culprit(log(before: early)) == nil)
    let other =
      "Feb  2 03:13:39 ridge kernel: usb 1-1: new high-speed USB device number 2 using ehci-pci\n"
    #expect(
      culprit(
        log(before: "").replacing(
          "Feb  2 03:13:40 ridge kernel", with: other + "Feb  2 03:13:40 ridge kernel")) == nil)
  }

  /// A probe that asks for another module waits for whoever loads that, unless he wants a lock as well.
  @Test func aProbeThatRequestsAModule() {
    func log(_ waits: String) -> String {
      """
      [  240.476013] INFO: task modprobe:1404 blocked for more than 120 seconds.
      [  240.476036] Call Trace:
      [  240.476050]  schedule+0x5/0x13
      [  240.476067]  call_usermodehelper_exec+0x6e/0xae
      [  240.476069]  __request_module+0xdb/0xee
      [  240.476076]  ? slow_bang_setup+0xe7/0xfb [slow_bang]
      [  240.476099]  slow_tv_probe+0x6dd/0xa96 [slow_tv]
      [  240.476103]  local_pci_probe+0xb/0xc
      [  240.576013] INFO: task modprobe:1705 blocked for more than 120 seconds.
      [  240.576036] Call Trace:
      [  240.576050]  schedule+0x5/0x13
      [  240.576051]  \(waits)+0x5/0x13
      [  240.576099]  slow_mpeg_init+0x6dd/0xa96 [slow_mpeg]
      [  240.576103]  do_one_initcall+0xb/0xc
      """
    }
    func probing(_ log: String) -> Finding? {
      diagnose(log)?.otherDeaths.first { $0.programPID == 1404 }
    }
    let waits = probing(log("msleep"))
    #expect(waits?.chain[.wait]?.name == "slow_mpeg" && waits?.culprit.name == "slow_mpeg")
    let locked = probing(log("__mutex_lock"))
    #expect(locked?.chain[.wait]?.name == "slow_mpeg" && locked?.culprit.name == "slow_tv")
  }

  /// The list of modules marks those that are coming; a task that still forms its own has none among them.
  @Test func aLoadBeforeItsModuleIsFormed() {
    func log(_ call: String) -> String {
      """
      [   41.436008] watchdog: BUG: soft lockup - CPU#15 stuck for 22s! [modprobe:4346]
      [   41.436009] Modules linked in: slow_net(+) slow_hid
      [   41.436010] CPU: 15 PID: 4346 Comm: modprobe Tainted: G      D      L  4.9.40 #4
      [   41.436011] Call Trace:
      [   41.436012]  smp_call_function_many+0x1f1/0x250
      [   41.436013]  \(call)+0x35/0x90
      [   41.436014]  load_module+0x1f1e/0x2930
      """
    }
    #expect(stuck(log("ftrace_module_enable"))?.culprit.name == "slow_net")
    #expect(stuck(log("module_enable_ro")) == nil)
  }

  /// A kernel's lines without a time, as a mail or a commit message quotes them.
  @Test(arguments: ["> ", "  |  ", ">> > ", ""]) func quotedWithoutTimes(mark: String) {
    let report = """
      INFO: task systemd-udevd:501 blocked for more than 120 seconds.
      systemd-udevd   D    0   501      1 0x80000000
      Call Trace:
       msleep+0x2e6/0x6f0
       slow_scsi_init+0x62/0x1000 [slow_scsi]
       do_one_initcall+0x4a/0x1fa
      """
    let quoted = report.split(separator: "\n").map { mark + $0 }.joined(separator: "\n")
    let finding = stuck("Some users of ours report\nthat it hangs:\n" + quoted + "\n")
    #expect(finding?.culprit.name == "slow_scsi")
  }

  /// Registers have other names on each machine, and end no report.
  @Test func registersOfOtherMachines() {
    let finding = died(
      """
      [   12.290030] CPU 1 Unable to handle kernel paging request at virtual address fffffffffffffff1, era == 900000000355f410, ra == 90
      [   12.302877] Oops[#1]:
      [   12.305190] CPU: 1 PID: 181 Comm: systemd-udevd Not tainted 6.6.0-rc7+ #5385
      [   12.312304] pc 900000000355f410 ra 90000000031579b8 tp 90000001069e8000 sp 90000001069eba10
      [   12.362938]    ra: 90000000031579b8 thermal_add_hwmon_sysfs+0x258/0x300
      [   12.386411]   ERA: 900000000355f410 strscpy+0xf0/0x160
      [   12.391626]  CRMD: 000000b0 (PLV0 -IE -DA +PG DACF=CC DACM=CC -WE)
      [   12.397898]  PRMD: 00000004 (PPLV0 +PIE -PWE)
      [   12.403678]  EUEN: 00000000 (-FPE -SXE -ASXE -BTE)
      [   12.409859]  ECFG: 00071c1c (LIE=2-4,10-12 VS=7)
      [   12.415907]  BADV: fffffffffffffff1
      [   12.416138] Call Trace:
      [   12.416142] [<900000000355f410>] strscpy+0xf0/0x160
      [   12.416200] [<ffffff80020cc1e8>] slow_thermal_probe+0x128/0x200 [slow_thermal]
      [   12.416232] [<9000000002df6808>] platform_probe+0x68/0x140
      """)
    #expect(finding?.workerPID == 181 && finding?.culprit.name == "slow_thermal")
  }
}
