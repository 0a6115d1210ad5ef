import LogModel
import ArgumentParser
import Glibc
import Platform
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

  @Test("what is no regular file is neither replaced nor written to")
  func othersStay() throws {
    try inDirectory { folder in
      try OutputFile(path: folder + "/real").write { $0.write([1]) }
      #expect(symlink("real", folder + "/link") == 0)
      #expect(symlink("none", folder + "/dangling") == 0)
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      let before = names(in: folder)
      for name in ["link", "dangling", "pipe"] {
        let kind = try #require(type(folder + "/" + name))
        #expect(throws: Complaint.self) {
          try OutputFile(path: folder + "/" + name).write { $0.write([1, 2]) }
        }
        #expect(type(folder + "/" + name) == kind)
      }
      #expect(size(folder + "/real") == 1)
      #expect(names(in: folder) == before)
    }
  }

  @Test func aDraftThatWasLeftBehindIsNotWrittenTo() throws {
    try inDirectory { folder in
      try OutputFile(path: folder + "/real").write { $0.write([1]) }
      #expect(symlink("real", folder + "/.file") == 0)
      try AtomicFile.write(to: folder + "/file", draft: ".file") {
        #expect(AtomicFile.put([1, 2, 3], on: $0) == 0)
      }
      #expect(size(folder + "/real") == 1)
      #expect(size(folder + "/file") == 3)
      #expect(names(in: folder) == ["file", "real"])
    }
  }

  @Test func aNameNeedNotBeText() throws {
    try inDirectory { folder in
      let name = [CChar](arrayLiteral: 0x61, -1, 0x62, 0)
      let path = folder + "/" + name.withUnsafeBufferPointer { String(fileName: $0.baseAddress!) }
      try OutputFile(path: path).write { $0.write([1, 2]) }
      #expect(path.withFileName { access($0, F_OK) } == 0)
      #expect(SafeText(path).text.hasSuffix("/a\\xffb"))
      _ = path.withFileName { unlink($0) }
    }
  }

  @Test(arguments: ["/nonexistent/report", "/dev/full", "/dev/null", "/", "", "/tmp/.."])
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

  private func type(_ path: String) -> mode_t? {
    var about = stat()
    return lstat(path, &about) == 0 ? about.st_mode & S_IFMT : nil
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
