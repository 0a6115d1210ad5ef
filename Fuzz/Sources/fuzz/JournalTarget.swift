import Foundation
import JournalReader
import LogModel

/// A journal with a kill in it, damaged object by object. The input says how: six bytes for each
/// change.
///
/// Where the entry that tells of the kill is still whole, it is told, or that something could not be
/// read: of a file that its writer has not closed, and of any that is read through.
enum JournalTarget {
  private static let kill = "MESSAGE=0000:00:06.0: Worker [214] processing SEQNUM=1428 killed"
  private static let path = NSTemporaryDirectory() + "probe-doctor-fuzz-\(getpid()).journal"

  private static let sound: JournalWriter = {
    func said(
      _ monotonic: UInt64, _ boot: UInt8, _ identifier: String, _ message: String
    ) -> JournalWriter.Record {
      let transport = identifier == "kernel" ? "kernel" : "stdout"
      let fields = [
        "SYSLOG_IDENTIFIER=\(identifier)", "_TRANSPORT=\(transport)", "_HOSTNAME=ridge",
        "PRIORITY=5", message,
      ]
      return (monotonic, boot, fields)
    }
    var records: [JournalWriter.Record] = []
    for boot in UInt8(1)...2 {
      records.append(said(1_000, boot, "kernel", "MESSAGE=Linux version 6.1.0-50-amd64 (debian)"))
      for second in UInt64(1)...5 {
        records.append(said(second * 100_000, boot, "kernel", "MESSAGE=acme_daq: step \(second)"))
        records.append(said(second * 200_000, boot, "systemd", "MESSAGE=Started unit \(second)."))
      }
      if boot == 1 {
        records.append(
          said(
            61_000_000, boot, "systemd-udevd",
            "MESSAGE=0000:00:06.0: Worker [214] processing SEQNUM=1428 is taking a long time"))
        records.append(said(181_000_000, boot, "systemd-udevd", kill))
      }
      records.append(said(190_000_000, boot, "systemd", "MESSAGE=Startup finished."))
    }
    return JournalWriter(records)
  }()

  static func tryOut(_ input: UnsafeRawBufferPointer) {
    var bytes = sound.bytes
    let isThorough = input.count % 2 == 1
    for start in stride(from: 0, to: input.count - 5, by: 6) {
      change(&bytes, input[start..<start + 6].map { Int($0) })
    }
    let entries = Journal.entries(of: bytes)
    let isThere = entries.contains {
      $0.contains(kill) && $0.contains("SYSLOG_IDENTIFIER=systemd-udevd")
        && $0.contains("_BOOT_ID=" + String(repeating: "01", count: 16))
    }
    var question = Reading.question
    question.isThorough = isThorough
    do {
      try Data(bytes).write(to: URL(filePath: path))
      let answer = try Input.read([.path(path)], question: question)
      let diagnosis = Reading.correlator.diagnose(answer)
      let isFlagged =
        !answer.coverage.gaps.isEmpty || answer.coverage.sources.contains { $0.skipped != nil }
      let isTold = diagnosis.boots.contains { !$0.kills.isEmpty }
      require(input.count >= 6 || isTold && !isFlagged, "what is sound is not read")
      let isClosed = bytes.count > 16 && bytes[16] != 1
      require(
        !isThere || isFlagged || isClosed && !isThorough || isTold,
        "the kill in \(path) is lost")
    } catch let error as ReadError {
      require(!error.reason.isEmpty, "an error without a reason")
    } catch {
      fatalError("\(path): \(error)")
    }
    unlink(path)
  }

  private static func change(_ bytes: inout [UInt8], _ code: [Int]) {
    let objects = sound.objects
    let object = objects[(code[1] | code[2] << 8) % objects.count]
    let place = object + 8 * (code[3] % 32)
    let value = code[4] | code[5] << 8
    guard object + 24 <= bytes.count, place + 8 <= bytes.count else { return }
    func put(_ number: UInt64) {
      for byte in 0..<8 { bytes[place + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
    }
    func zero(_ start: Int, _ count: Int) {
      for byte in start..<min(start + count, bytes.count) { bytes[byte] = 0 }
    }
    switch code[0] % 10 {
    case 0: put(UInt64(value))
    case 1: put(UInt64(objects[value % objects.count]))
    case 2: put(Journal.number(bytes, place) &+ UInt64(value) &- 1 << 15)
    case 3: bytes[place + value % 8] ^= 1 << UInt8(value >> 8 & 7)
    case 4: zero(place, value)
    case 5: zero(place & ~4095, 4096)
    case 6: bytes[16] = UInt8(value % 3)
    case 7: if object > 0 { bytes.removeSubrange(place...) }
    case 8: payload(&bytes, object, code[3], UInt8(code[4]))
    default: bytes[object] = UInt8(value & 7)
    }
  }

  /// Changes a value's text, with its hash.
  private static func payload(_ bytes: inout [UInt8], _ object: Int, _ place: Int, _ byte: UInt8) {
    let size = Int(clamping: Journal.number(bytes, object + 8))
    guard bytes[object] == 1, size > 64, size <= bytes.count - object else { return }
    bytes[object + 64 + place % (size - 64)] = byte
    let hash = Journal.hash(Array(bytes[object + 64..<object + size]), JournalWriter.fileID)
    for byte in 0..<8 { bytes[object + 16 + byte] = UInt8(truncatingIfNeeded: hash >> (8 * byte)) }
  }
}
