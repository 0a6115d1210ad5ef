/// In which of the kernel's own functions it stumbled, where no module stands on the stack: the innermost
/// one that is not the exception's own.
///
/// What copies, lists, locks, allocates or registers finds what somebody else has spoilt, and names nobody. A
/// driver that is built in is not told from the kernel by its function: where one is probed or initialised,
/// there is no answer.
struct FailedFunction {
  let name: String
  /// The number of its frame, the innermost first.
  let frame: Int

  init?(in frames: [Frame]) {
    let reliable = frames.indices.filter { frames[$0].isReliable }
    for number in reliable.isEmpty ? Array(frames.indices) : reliable {
      let frame = frames[number]
      if Self.reports(frame.function) { continue }
      if frame.module != nil || Self.findsSpoilt(frame.function) || Self.isEnd(frame.function) {
        return nil
      }
      if frames[number...].contains(where: { StackReading.isProbeCore($0.function) }) { return nil }
      name = frame.function
      self.frame = number
      return
    }
    return nil
  }

  private static func findsSpoilt(_ function: String) -> Bool {
    servants.contains { function.hasPrefix($0) }
  }

  private static func reports(_ function: String) -> Bool {
    reporters.contains { function.hasPrefix($0) }
  }

  private static func isEnd(_ function: String) -> Bool {
    ends.contains { function.hasPrefix($0) }
  }

  private static let servants = [
    // strings and memory
    "memcpy", "__memcpy", "memset", "__memset", "memmove", "__memmove", "memcmp", "memchr",
    "strcmp", "strncmp", "strcasecmp", "strlen", "strnlen", "strcpy", "strlcpy", "strscpy",
    "strncpy", "strchr", "strstr", "string", "vsnprintf", "vscnprintf", "snprintf", "sprintf",
    "copy_", "__copy", "_copy", "raw_copy", "clear_page", "clear_user", "__clear", "kmalloc",
    "__kmalloc", "kmem_cache", "kfree", "__kfree",
    "krealloc", "slab_", "__slab", "___slab", "get_partial", "free_", "__free", "vfree", "vmalloc",
    // lists and counters
    "list_add", "list_del", "list_move", "list_splice", "__list", "hlist_", "rb_",
    "__rb_", "klist_", "idr_", "ida_", "xa_", "xas_", "radix_",
    "refcount_", "kref_", "kobject_", "kset_", "bitmap", "find_next", "_find_",
    // names of files
    "dput", "__dput", "dentry_", "__dentry", "d_", "__d_", "shrink_dentry", "iput", "__iput",
    // locks
    "_raw_", "__raw_", "do_raw_", "_spin_", "spin_", "queued_", "native_queued", "mutex_",
    "__mutex", "rwsem", "down_", "__down", "up_", "rt_mutex", "complete", "__wake_up", "lock_",
    "__lock",
    // the driver core, and how registers are read and written
    "device_", "__device", "dev_", "__dev_", "devm_", "driver_", "bus_", "class_", "get_device",
    "put_device", "sysfs_", "__sysfs", "kernfs_", "ioread", "iowrite", "readl", "writel",
    "pci_read",
    "pci_write", "pci_mmcfg", "raw_pci", "regmap_", "_regmap",
  ]

  /// What reports an exception.
  private static let reporters = [
    "die", "__die", "oops", "panic", "page_fault", "do_page_fault", "exc_", "asm_exc", "no_context",
    "bad_area", "__bad_area", "do_kern", "__do_kernel", "do_mem_abort", "do_translation",
    "el1", "do_trap", "do_error", "do_invalid", "invalid_op", "handle_bug", "report_bug",
    "fixup_bug", "warn_", "__warn", "kasan", "__asan", "check_", "dump_", "show_", "printk",
    "vprintk", "_printk", "bust_spinlocks", "usercopy_abort", "check_heap_object",
    "__check_object_size", "__check_heap_object", "fortify_panic", "iret_exc", "search_exception",
    "fixup_exception", "error_entry",
  ]

  /// Where the kernel was entered, or a thread of its own begins.
  private static let ends = [
    "do_syscall", "entry_SYSCALL", "system_call", "ret_fast_syscall", "invoke_syscall", "__sys",
    "__x64_sys", "__se_sys", "__arm64_sys", "__riscv_sys", "sys_", "syscall_", "kthread",
    "worker_thread", "process_one_work", "ret_from", "do_one_initcall", "do_initcall",
    "__handle_irq", "handle_irq", "irq_", "common_interrupt", "asm_common_interrupt", "asm_sysvec",
    "smp_apic", "apic_timer", "do_IRQ", "__do_softirq", "do_softirq", "run_timer", "call_timer",
  ]
}
