import LogModel
import Glibc
import ReportModel

/// A file that gets the report: all of it, or it stays as it was.
struct OutputFile {
  let path: String

  /// Writes beside the file and puts that in its place when it is whole. What is no regular file
  /// (a terminal, a pipe, `/dev/null`) is written to, not replaced.
  func write<Result>(_ body: (Outlet) throws -> Result) throws -> Result {
    var about = stat()
    let exists = stat(path, &about) == 0
    if exists, about.st_mode & S_IFMT != S_IFREG {
      let descriptor = try check(open(path, O_WRONLY | O_CLOEXEC))
      defer { close(descriptor) }
      return try put(body, descriptor)
    }
    // Through a link to what it leads to, so that the link stays one.
    let target = exists ? resolved ?? path : path
    let end = target.lastIndex(of: "/").map { target.index(after: $0) } ?? target.startIndex
    let number = hexadecimal(UInt64.random(in: .min ... .max), digits: 16)
    let draft = "\(target[..<end]).probe-doctor-\(number)"
    let descriptor = try check(open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666))
    let result: Result
    do {
      defer { close(descriptor) }
      if exists { try check(fchmod(descriptor, about.st_mode & 0o777)) }
      result = try put(body, descriptor)
      try check(fsync(descriptor))
    } catch {
      unlink(draft)
      throw error
    }
    guard rename(draft, target) == 0 else {
      let complaint = complaint(errno)
      unlink(draft)
      throw complaint
    }
    return result
  }

  private var resolved: String? {
    guard let name = realpath(path, nil) else { return nil }
    defer { free(name) }
    return String(cString: name)
  }

  private func complaint(_ code: Int32) -> Complaint {
    Complaint(name: path, reason: "cannot be written: \(String(cString: strerror(code)))")
  }

  private func put<Result>(
    _ body: (Outlet) throws -> Result, _ descriptor: Int32
  ) throws -> Result {
    let outlet = Outlet { StandardOutput.put($0, descriptor) }
    let result = try body(outlet)
    outlet.flush()
    guard outlet.failure == 0 else { throw complaint(outlet.failure) }
    return result
  }

  @discardableResult
  private func check(_ result: Int32) throws(Complaint) -> Int32 {
    if result < 0 { throw complaint(errno) }
    return result
  }
}
