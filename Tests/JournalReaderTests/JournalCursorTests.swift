import Testing

@testable import JournalReader

/// What tells an entry from others crosses between a helper and its parent as it is.
@Suite struct JournalCursorTests {
  @Test(arguments: [
    (0, 0, 0, 0), (1, 15, 16, 255), (0x89ab_cdef, 0x0123_4567_89ab_cdef, 0xa0b0_c0d0_e0f0_0a0b, 9),
    (UInt64.max, 1 << 63, 0xffff_ffff_0000_0000, 0x0000_0000_ffff_ffff),
  ])
  func digitsAreReadBack(number: UInt64, monotonic: UInt64, realtime: UInt64, hash: UInt64) {
    let identity = JournalCursor.Identity(monotonic: monotonic, realtime: realtime, hash: hash)
    var read: JournalCursor?
    var parsed: JournalCursor?
    JournalCursor(number: number, identity).withDigits {
      read = JournalCursor(digits: $0)
      // it is a cursor as libsystemd writes one, with zeros before its numbers
      parsed = JournalCursor($0)
    }
    for cursor in [read, parsed] {
      #expect(cursor?.number == number)
      #expect(cursor?.identity == identity)
    }
  }

  @Test func whatIsShorterIsNone() {
    JournalCursor(number: 1, JournalCursor.Identity()).withDigits {
      #expect(JournalCursor(digits: UnsafeRawBufferPointer(rebasing: $0.dropLast())) == nil)
    }
  }
}
