import CLoader
import Foundation
import Testing

/// Libraries that are loaded when they are first needed may not be there then.
@Suite final class AbsentLibraryTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "absent-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// What the built program writes and how it ends, where the dynamic linker finds an empty file in
  /// the place of each of the libraries.
  private func run(without libraries: String..., arguments: [String]) throws -> (
    output: String, complaint: String, status: Int32
  ) {
    for library in libraries { try Data().write(to: folder.appending(path: library)) }
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "probe-doctor")
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    let others = environment["LD_LIBRARY_PATH"].map { ":\($0)" } ?? ""
    environment["LD_LIBRARY_PATH"] = folder.path + others
    process.environment = environment
    let (output, complaint) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = complaint
    try process.run()
    let texts = try [output, complaint].map {
      String(decoding: try $0.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
    process.waitUntilExit()
    return (texts[0], texts[1], process.terminationStatus)
  }

  private static let recordings = Recorded.root.appending(path: "Tests/Fixtures")
  private static let log = recordings.appending(path: "demo.log").path
  private static let compressed = recordings.appending(
    path: "lab/bookworm-p-clean/journal-short-monotonic.txt.zst"
  ).path

  @Test func whatIsCompressedIsRefusedAndTheCureNamed() throws {
    let end = try run(without: "libarchive.so.13", arguments: [Self.compressed])
    #expect(end.status == 2)
    #expect(end.output == "")
    let place = folder.appending(path: "libarchive.so.13").path
    #expect(
      end.complaint == """
        probe-doctor: \(Self.compressed): cannot be unpacked: \(place): file too short; \
        install libarchive (Debian and Ubuntu: apt-get install libarchive13)

        """)
  }

  @Test func whatIsNotCompressedIsReadBesideIt() throws {
    let end = try run(without: "libarchive.so.13", arguments: [Self.log, Self.compressed])
    #expect(end.status == 1)
    #expect(end.output.contains("0000:00:06.0 has no driver: vortex_fc was still starting it"))
    let words = end.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("\(Self.compressed) was not read: cannot be unpacked: "))
  }

  @Test func noArchiveIsWritten() throws {
    let archive = folder.appending(path: "report.tar.zst").path
    let end = try run(
      without: "libarchive.so.13", arguments: ["bundle", "--quiet", "-o", archive, Self.log])
    #expect(end.status == 2)
    #expect(end.complaint.hasPrefix("probe-doctor: the archive: cannot be made: "))
    #expect(end.complaint.contains("; install libarchive "))
    #expect(!FileManager.default.fileExists(atPath: archive))
  }

  @Test func withoutKmodOnlyTheModuleTablesAreMissing() throws {
    try Data().write(to: folder.appending(path: "modules.alias.bin"))
    let end = try run(
      without: "libkmod.so.2", arguments: ["--quiet", "--modules", folder.path, Self.log])
    #expect(end.status == 1)
    #expect(end.complaint == "")
    #expect(end.output.contains("0000:00:06.0 has no driver: vortex_fc was still starting it"))
  }

  // MARK: The loader

  private static func absence(of soname: String, having function: String) -> String? {
    var pointer: UnsafeMutableRawPointer?
    return withUnsafeMutablePointer(to: &pointer) { pointer in
      soname.withCString { soname in
        function.withCString { name in
          withUnsafePointer(to: pd_function(name: name, pointer: pointer)) { functions in
            var library = pd_library()
            (library.soname, library.functions, library.count) = (soname, functions, 1)
            return pd_library_absence(&library).map { String(cString: $0) }
          }
        }
      }
    }
  }

  @Test func libraryThatLacksAFunctionIsNotUsed() throws {
    #expect(Self.absence(of: "libc.so.6", having: "strlen") == nil)
    let reason = try #require(Self.absence(of: "libc.so.6", having: "there_is_none"))
    #expect(reason.hasSuffix("libc.so.6: undefined symbol: there_is_none"))
  }

  @Test func libraryThatIsNotThereIsNamed() {
    #expect(
      Self.absence(of: "libthere-is-none.so.1", having: "strlen") == """
        libthere-is-none.so.1: cannot open shared object file: No such file or directory
        """)
  }
}
