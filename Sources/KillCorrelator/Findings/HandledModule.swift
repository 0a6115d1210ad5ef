internal import LogModel

/// Which module is unloaded, loaded or kept out where a driver is the culprit.
struct HandledModule {
  let kill: KillCase
  let suspects: [Suspect]
  let system: BootedSystem
  let kernels: any KernelKnowledge

  /// Nil where there is none, or several may be meant.
  func module(of driver: String) -> String? {
    guard !driver.moduleName.contains(".") else { return nil }
    guard let known = kernels.module(named: driver), known.name.moduleName == driver.moduleName
    else {
      // a driver need not be called like its module (`piix4_smbus` in i2c_piix4)
      let modules = kernels.modules(ofDriver: driver, kernel: system.kernelRelease)
      return modules.count == 1 ? modules[0] : isSeenAsModule ? driver.moduleName : nil
    }
    // modprobe tells `iTCO_wdt` from `itco_wdt`
    return known.isLibrary ? user(of: known.name) : known.name
  }

  /// Whether a driver that no package of a kernel has is a module of that name: where the log shows it as a module,
  /// by its frames, its load or its alias; and on PCI and USB, whose drivers are called after their modules
  /// (`KBUILD_MODNAME`), as those of platforms, I2C and SPI need not be.
  private var isSeenAsModule: Bool {
    if let sysname = kill.device?.sysname,
      DeviceTree.isOnPCI(sysname) || DeviceTree.isOnUSB(sysname) && !DeviceTree.isOnI2C(sysname)
    {
      return true
    }
    return suspects.first?.evidence.contains { evidence in
      switch evidence.statement {
      case .stackInDriver, .initNeverReturned, .initReturnedLate, .initWasRunning, .loadWasSeen,
        .loadedByName, .servesModalias, .machineHasItFor, .heldLock, .probedInKernelThread,
        .onlyLoadRunning, .oopsBefore, .diedOfError:
        true
      default: false
      }
    } ?? false
  }

  /// What others build on serves no device: it cannot be unloaded below them, and is loaded with each of
  /// them. The one that the device has is meant (`ata_piix` on `libata`).
  private func user(of library: String) -> String? {
    let aliases = suspects.flatMap(\.evidence).compactMap { evidence -> String? in
      guard case .servesModalias(let modalias, _) = evidence.statement else { return nil }
      return modalias
    }
    return ([kill.device?.modalias].compactMap { $0 } + aliases).lazy
      .flatMap { kernels.modules(forModalias: $0, kernel: system.kernelRelease).modules }
      .first { kernels.dependencies(of: $0).contains(library) }
  }
}
