import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct MappedFilesTests {
  /// What is let go of is not in memory any more, and is the same when it is read again.
  ///
  /// In a process of its own: what is in memory is a process's, and the other tests map journals and let go of
  /// them meanwhile.
  @Test func pagesComeBack() async {
    await #expect(processExitsWith: .success) {
      let fixture = try JournalFixture()
      let size = 64 << 20
      let path = try fixture.write("large", [UInt8](repeating: 7, count: size))
      let file = open(path, O_RDONLY)
      let pages = try #require(mmap(nil, size, PROT_READ, MAP_SHARED, file, 0))
      let bytes = UnsafeRawBufferPointer(start: pages, count: size)
      func touch() -> Int { stride(from: 0, to: size, by: 4096).reduce(0) { $0 + Int(bytes[$1]) } }
      let sum = touch()
      #expect(sum == size / 4096 * 7)
      let before = MappedFiles.resident
      #expect(before > size)
      MappedFiles.limit(to: before * 2)
      #expect(MappedFiles.resident > size)
      MappedFiles.limit(to: size / 2)
      #expect(MappedFiles.resident < before - size / 2)
      #expect(touch() == sum)
    }
  }
}
