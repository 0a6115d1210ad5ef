import LogModel
import ArgumentParser
import Glibc
import ReportModel
import Testing

@testable import probe_doctor

@Suite struct OutputFileTests {
  @Test func aFileIsReplacedAndKeepsItsMode() throws {
    try inDirectory { folder in
      let file = OutputFile(path: folder + "/report")
      try file.write { $0.write([1]) }
      #expect(chmod(file.path, 0o600) == 0)
      try file.write { $0.write([2, 3]) }
      #expect(size(file.path) == 2)
      var about = stat()
      #expect(stat(file.path, &about) == 0 && about.st_mode & 0o777 == 0o600)
      #expect(names(in: folder) == ["report"])
    }
  }

  @Test func aLongReportIsWrittenInPieces() throws {
    try inDirectory { folder in
      let file = OutputFile(path: folder + "/report")
      try file.write { outlet in
        for _ in 0..<100_000 { outlet.write("0123456789") }
        #expect(outlet.bytes.count < 1 << 17)
      }
      #expect(size(file.path) == 1_000_000)
    }
  }

  @Test func aLinkStaysALink() throws {
    try inDirectory { folder in
      try OutputFile(path: folder + "/real").write { $0.write([1]) }
      #expect(symlink("real", folder + "/link") == 0)
      try OutputFile(path: folder + "/link").write { $0.write([1, 2]) }
      #expect(size(folder + "/real") == 2)
      #expect(names(in: folder) == ["link", "real"])
      var about = stat()
      #expect(lstat(folder + "/link", &about) == 0 && about.st_mode & S_IFMT == S_IFLNK)
    }
  }

  @Test func devicesAreWrittenToAndNotReplaced() throws {
    try OutputFile(path: "/dev/null").write { $0.write([1]) }
    var about = stat()
    #expect(stat("/dev/null", &about) == 0 && about.st_mode & S_IFMT == S_IFCHR)
  }

  @Test(arguments: ["/nonexistent/report", "/dev/full", "/"])
  func whatCannotBeWrittenIsSaid(_ path: String) {
    #expect(throws: Complaint.self) { try OutputFile(path: path).write { $0.write([1]) } }
  }

  @Test(arguments: [["-o", "json"], ["-o", "html"], ["-o", ""]])
  func journalctlsHabitMakesNoFile(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try ProbeDoctor.parseAsRoot(arguments) }
  }

  private func inDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/probe-doctor-test-XXXXXX".utf8CString)
    let folder = try #require(
      template.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
      })
    defer {
      for name in names(in: folder) { unlink("\(folder)/\(name)") }
      rmdir(folder)
    }
    try body(folder)
  }

  private func size(_ path: String) -> Int? {
    var about = stat()
    return stat(path, &about) == 0 ? Int(about.st_size) : nil
  }

  private func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
