/// `…/udev/udev.conf`: a long path's end, which is enough to know it by. The JSON has the whole name.
package func shortened(_ path: String) -> SafeText {
  let end = path.split(separator: "/").suffix(2).joined(separator: "/")
  return end.count + 20 < path.count ? "…/\(end)" : SafeText(path)
}

extension Report.Device {
  /// The device as a sentence names it: by its sysname, else by what it is.
  package var name: SafeText? { (sysname ?? description).map { SafeText($0) } }
}

extension Report.EventTimeout {
  /// `12 s`, `about 12 s`; nil if it is not known.
  package var limit: SafeText? {
    seconds.map { margin >= 1 ? "about \(duration($0))" : duration($0) }
  }
}

extension Report.Finding {
  /// The worker as sentences call it.
  package var worker: SafeText {
    if victim == .udevd {
      return workerPID.map { "udevd itself (process \($0))" } ?? "udevd itself"
    }
    return workerPID.map { "worker \($0)" } ?? "a worker"
  }

  /// Who hangs in the kernel, as sentences call it.
  package var hanging: SafeText {
    program != nil ? killedProgram : victim == .udevd ? worker : "\(worker) of udevd"
  }

  /// The killed program as sentences call it.
  package var killedProgram: SafeText {
    let process: SafeText = programPID.map { " (process \($0))" } ?? ""
    guard let program else { return "a program\(process)" }
    // A long command line is quoted elsewhere; here its name will do.
    let name = program.split(separator: " ").first.map(String.init) ?? program
    return "\(program.count > 40 ? name : program)\(process)"
  }

  /// The victim as sentences call it.
  package var victimName: SafeText {
    victim == .program || ["warning", "stuck"].contains(kind) && program != nil
      ? killedProgram : worker
  }
}
