import LogModel
import Platform
import ReportModel

/// A file that gets the report: all of it, or it stays as it was.
struct OutputFile {
  let path: String

  func write<Result>(_ body: (Outlet) throws -> Result) throws -> Result {
    do {
      return try AtomicFile.write(to: path) { descriptor in
        let outlet = Outlet { AtomicFile.put($0, on: descriptor) }
        let result = try body(outlet)
        outlet.flush()
        guard outlet.failure == 0 else { throw SystemError(code: outlet.failure) }
        return result
      }
    } catch let error as SystemError {
      throw Complaint(name: path, reason: "cannot be written: \(error)")
    } catch let error as OtherFile {
      throw Complaint(name: path, reason: "cannot be written: \(error)", cure: cure)
    }
  }

  /// `/dev/stdout` and the like are links or pipes.
  private var cure: String? {
    path.hasPrefix("/dev/") || path.hasPrefix("/proc/") ? "- is standard output" : nil
  }
}
