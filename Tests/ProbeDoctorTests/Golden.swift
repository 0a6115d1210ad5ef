import Foundation
import Glibc
import Testing

/// Expected output in files beside the tests. With UPDATE_GOLDEN=1 in the environment they are
/// written anew, to be read before they are committed.
enum Golden {
  static func check(
    _ actual: [UInt8], against name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try check(
      actual, againstFile: "Tests/ProbeDoctorTests/Golden/\(name)", sourceLocation: sourceLocation)
  }

  /// - Parameter name: below the root of the project.
  static func check(
    _ actual: [UInt8], againstFile name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let path = Recorded.root.appending(path: name).path
    if getenv("UPDATE_GOLDEN").map({ String(cString: $0) }) == "1" {
      let file = try #require(fopen(path, "w"), sourceLocation: sourceLocation)
      defer { fclose(file) }
      #expect(fwrite(actual, 1, actual.count, file) == actual.count)
    } else {
      let expected = try #require(read(path), "\(path) is missing", sourceLocation: sourceLocation)
      #expect(
        String(decoding: actual, as: UTF8.self) == String(decoding: expected, as: UTF8.self),
        sourceLocation: sourceLocation)
    }
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }
}
