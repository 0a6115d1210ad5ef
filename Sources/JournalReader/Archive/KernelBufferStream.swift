import Glibc
internal import Platform

/// What stands in the kernel's buffer now, as `dmesg --raw` would print it: who follows `/dev/kmsg`
/// would wait for ever.
final class KernelBufferStream: ByteStream {
  private let descriptor: Int32
  private let budget: UnpackingBudget
  private let record = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 16)
  private var text: [UInt8] = []
  private var shown = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// - Parameter descriptor: gives a record at each read, and EAGAIN at its present end.
  init(descriptor: Int32, budget: UnpackingBudget) {
    self.descriptor = descriptor
    self.budget = budget
  }

  convenience init(path: String, budget: UnpackingBudget) throws(StreamFailure) {
    let descriptor = path.withFileName { open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) }
    guard descriptor >= 0 else { throw .system(errno) }
    self.init(descriptor: descriptor, budget: budget)
  }

  deinit {
    close(descriptor)
    record.deallocate()
    shown.deallocate()
  }

  override func read() throws(StreamFailure) -> UnsafeRawBufferPointer {
    text.removeAll(keepingCapacity: true)
    while text.count < 64 << 10 {
      let count = Glibc.read(descriptor, record.baseAddress, record.count)
      if count > 0 {
        budget.note(input: count, of: nil)
        Self.append(UnsafeRawBufferPointer(rebasing: record[..<count]), to: &text)
      } else if count == 0 || errno == EAGAIN {
        break
      } else if errno != EINTR, errno != EPIPE {
        // EPIPE: overwritten meanwhile; the next read gives the oldest that is left
        throw .system(errno)
      }
    }
    shown.deallocate()
    shown = .allocate(byteCount: text.count, alignment: 16)
    shown.copyBytes(from: text)
    return UnsafeRawBufferPointer(shown)
  }

  /// `6,339,5140900,-;text`, and then lines of `KEY=value`, as `<6>[    5.140900] text`.
  static func append(_ record: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    let head = record.prefix { $0 != ";" }
    let fields = head.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let message = record[head.endIndex...].dropFirst().prefix { $0 != .newline }
    if fields.count >= 3, let time = Int64(String(decoding: fields[2], as: UTF8.self)), time >= 0,
      let priority = UInt32(String(decoding: fields[0], as: UTF8.self))
    {
      let seconds = String(time / 1_000_000)
      let rest = String(time % 1_000_000)
      let blanks = String(repeating: " ", count: max(0, 5 - seconds.count))
      let zeros = String(repeating: "0", count: 6 - rest.count)
      text += "<\(priority)>[\(blanks)\(seconds).\(zeros)\(rest)] ".utf8
    }
    text += message
    text.append(.newline)
  }
}
