import Glibc
import Platform
import Testing

@testable import JournalReader
@testable import LogModel

/// Inputs that are no regular files, or whose names are no text.
@Suite struct NamedInputTests {
  let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  private func refusal(_ path: String) throws -> String {
    try #require(throws: ReadError.self) { _ = try Input.read([.path(path)], question: .kills) }
      .reason
  }

  @Test("a pipe that has a name is read to its end, as standard input is")
  func namedPipe() throws {
    _ = try fixture.write("log", JournalFixture.log.utf8)
    let pipe = fixture.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let writer = try JournalFixture.start(["/bin/sh", "-c", "cat \(fixture.path("log")) > \(pipe)"])
    #expect(try fixture.read("pipe").messages.contains { $0.contains("killed") })
    #expect(JournalFixture.wait(for: writer) == 0)
  }

  @Test("a pipe that was looked at keeps its writer, and is read all the same")
  func lookedAt() throws {
    _ = try fixture.write("log", JournalFixture.log.utf8)
    let pipe = fixture.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let writer = try JournalFixture.start(["/bin/sh", "-c", "cat \(fixture.path("log")) > \(pipe)"])
    let descriptor = try #require(NamedPipe.look(at: pipe))
    #expect(!PipeHead.bytes(of: descriptor) { _ in false }.isEmpty)
    #expect(JournalFixture.wait(for: writer) == 0)
    #expect(try fixture.read("pipe").messages.contains { $0.contains("killed") })
    #expect(NamedPipe.look(at: fixture.path("log")) == nil)
  }

  @Test("what is no log, or takes something away, is refused without being opened")
  func refused() throws {
    let socket = fixture.path("socket")
    #expect(try bind(socket))
    #expect(try refusal(socket) == "is a socket, not a log")
    #expect(try refusal("/dev/zero") == "is a device, not a log")
    if access("/proc/kmsg", F_OK) == 0 {
      #expect(try refusal("/proc/kmsg").hasPrefix("is not read"))
      #expect(symlink("/proc/kmsg", fixture.path("kern.log")) == 0)
      #expect(try refusal(fixture.path("kern.log")).hasPrefix("is not read"))
    }
  }

  @Test("a directory is read without what is no regular file in it")
  func inDirectories() throws {
    try fixture.shell("mkdir logs")
    _ = try fixture.write("logs/dmesg", JournalFixture.log.utf8)
    for name in ["kern.log", "system.journal", "messages"] {
      #expect(mkfifo(fixture.path("logs/\(name)"), 0o600) == 0)
    }
    #expect(try bind(fixture.path("logs/syslog")))
    let answer = try fixture.read("logs")
    #expect(answer.messages.contains { $0.contains("killed") })
    #expect(answer.names == [fixture.path("logs/dmesg")])
    #expect(answer.coverage.gaps.isEmpty)
  }

  @Test("the kernel's buffer is read to its present end")
  func kernelBuffer() throws {
    var ends: [Int32] = [-1, -1]
    // a record at each read, and EAGAIN behind the last one, as /dev/kmsg has it
    let type = Int32(SOCK_SEQPACKET.rawValue | SOCK_NONBLOCK.rawValue)
    #expect(socketpair(AF_UNIX, type, 0, &ends) == 0)
    defer { close(ends[1]) }
    for record in [
      "6,1,0,-;Linux version 6.1\n",
      "30,2,61345871,c;systemd-udevd[141]: x: Worker [7] processing SEQNUM=1428 killed\n",
      "4,3,1234567890123,-;a 1: \\x1b\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00:05.0\n", "garbage",
      "6,x,-5,-;odd\n",
    ] {
      #expect(send(ends[1], record, record.utf8.count, 0) == record.utf8.count)
    }
    let stream = KernelBufferStream(
      descriptor: ends[0], budget: UnpackingBudget(ArchiveLimits()))
    var text = ""
    while case let piece = try stream.next(), !piece.isEmpty {
      text += String(decoding: piece, as: UTF8.self)
    }
    #expect(
      text == """
        <6>[    0.000000] Linux version 6.1
        <30>[   61.345871] systemd-udevd[141]: x: Worker [7] processing SEQNUM=1428 killed
        <4>[1234567.890123] a 1: \\x1b

        odd

        """)
  }

  @Test("names of files are bytes: they need not be text")
  func namesAreBytes() throws {
    let folder = fixture.path("f\u{10ffff}")
    #expect(folder.withFileName { mkdir($0, 0o700) } == 0)
    try fixture.shell("printf '\(JournalFixture.log.replacing("\n", with: "\\n"))' > log")
    try fixture.shell("cp log f$(printf '\\377')/caf$(printf '\\351').log")
    let file = "\(folder)/caf\u{10ffe9}.log"
    for path in [file, folder] {
      let answer = try Input.read([.path(path)], question: .kills)
      #expect(answer.messages.contains { $0.contains("killed") })
      #expect(answer.names == [file])
    }
    let journal = try fixture.killJournal("system.journal")
    #expect("\(folder)/\u{10ff80}.journal".withFileName { rename(journal, $0) } == 0)
    let answer = try Input.read([.path("\(folder)/\u{10ff80}.journal")], question: .kills)
    #expect(answer.messages.contains { $0.contains("killed") })
    try fixture.shell("rm -r f*")
  }

  @Test(
    "a character of the range that stands for bytes is itself some bytes",
    arguments: [
      [0x61, 0x62], [0xff], [0xc3, 0xa9], [0xf4, 0x8f, 0xbf, 0xbf], [0xf4, 0x8f],
      [0xed, 0xa0, 0x80],
      [0xc3], [0xf4, 0x8f, 0xbe, 0x7f, 0x80],
    ] as [[UInt8]])
  func anyBytes(_ bytes: [UInt8]) throws {
    let name = (bytes + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { String(fileName: $0) } }
    }
    let back = name?.withFileName {
      UnsafeBufferPointer(start: $0, count: strlen($0)).map { UInt8(bitPattern: $0) }
    }
    #expect(back == bytes)
  }

  private func bind(_ path: String) throws -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }
}
