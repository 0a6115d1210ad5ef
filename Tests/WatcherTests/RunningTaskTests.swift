import Foundation
import Testing

@testable import Watcher

@Suite struct RunningTaskTests {
  private let machine: FakeMachine

  init() throws { machine = try FakeMachine() }

  @Test("addresses get the names of the functions in which they lie, modules' behind the kernel's")
  func symbols() throws {
    // as long as the kernel's list, and in pieces that do not end with a line
    let many = (0..<2000).map { "ffffffff8200\(String($0 + 4096, radix: 16)) t filler_\($0)\n" }
    try machine.write(
      "kallsyms",
      "0000000000000000 A fixed\nffffffff81000100 T first\nffffffff81000200 T second\n"
        + "ffffffff81000180 d data\n" + many.joined()
        + "ffffffffc0000000 t e1000_poll\t[e1000e]\nffffffffc0000040 t e1000_probe\t[e1000e]\n"
        + "ffffffffc0000080 t e1000_remove\t[e1000e]\n")
    let wanted: [UInt64] = [
      0xffff_ffff_8100_0110, 0xffff_ffff_8100_0120, 0xffff_ffff_8100_0200, 0xffff_ffff_c000_0060, 5,
    ]
    let symbols = try #require(Symbols(of: wanted, machine.path("kallsyms")))
    #expect(
      wanted.map(symbols.name) == [
        "first+0x10/0x80", "first+0x20/0x80", "second+0x0/0x1000e00",
        "e1000_probe+0x20/0x40 [e1000e]", nil,
      ])
  }

  @Test("a list that hides the addresses is none")
  func hidden() throws {
    try machine.write("kallsyms", "0000000000000000 T first\n0000000000000000 T second\n")
    #expect(Symbols(of: [5], machine.path("kallsyms")) == nil)
    #expect(Symbols(of: [5], machine.path("nothing")) == nil)
  }
}
