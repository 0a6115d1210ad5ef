/// A line of the kernel's report on a task that is neither its head nor a frame: registers, the stack's
/// words, notes. Such lines have a word and a colon in front as drivers' lines have, and are nobody's.
enum ReportLine {
  /// Whether a line within a report belongs to it.
  static func isPart(_ text: Span<UInt8>) -> Bool {
    let start = text.end(of: { $0 == .blank }, from: 0)
    return start == text.count || heads.contains { text.has($0, at: start) } || isDump(text)
  }

  /// Whether a line holds names of modules alone, each perhaps with its taints: `wl(PO) dib0700(+)`.
  static func isOfModules(_ text: Span<UInt8>) -> Bool {
    let words = text.words
    return !words.isEmpty
      && words.allSatisfy { range in
        let word = text.extracting(range)
        return word.hasPrefix("[last") || word.isOne(of: "unloaded:") || word.hasSuffix("]")
          || word[0].isLetter
            && word.allSatisfy {
              $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: ")") || $0 == UInt8(ascii: "+")
            }
      }
  }

  /// The kernel's version, which stands behind its taints and before its build: `Not tainted 6.1.55 #1-NixOS`,
  /// `Tainted: G        W  O   3.10.0-229.el7.x86_64 #1` (`print_tainted`, `dump_stack_print_info`).
  static func release(in text: Span<UInt8>) -> String? {
    guard let taints = text.range(of: "ainted") else { return nil }
    let rest = text.extracting(taints.upperBound...)
    let words = rest.words
    guard
      let build = words.firstIndex(where: {
        rest[$0.lowerBound] == UInt8(ascii: "#") && $0.count > 1 && rest[$0.lowerBound + 1].isDigit
      }), build > 0
    else { return nil }
    let release = rest.extracting(words[build - 1])
    return release[0].isDigit && release.contains(where: { $0 == .dot }) ? String(release) : nil
  }

  /// Words of a machine in hexadecimal: `r10: 00000000  r9 : bf0a5000`, `1c40: d9f0a810 00000000`.
  private static func isDump(_ text: Span<UInt8>) -> Bool {
    let words = text.words.count { range in
      let word = text.extracting(range)
      return (word.count == 8 || word.count == 16) && word.allSatisfy { $0.isHexDigit }
    }
    return words >= 2
  }

  private static let heads: [StaticString] = [
    "Call ", "<TASK>", "Not tainted", "Tainted:", "\"echo 0", "Hardware name", "RIP", "RSP", "RAX",
    "RDX", "RBP", "R10", "R13", "Code:", "Exception", "task:", "#PF", "CR2", "Oops", "Workqueue",
    "[c0", "---", "PGD", "SMP", "<IRQ>", "</IRQ>", "FS:", "CS:", "DR0", "DR3", "CR0",
    // of i386
    "EIP", "EAX", "ESI", "DS:", "Stack", "IP:", "*pd", "last sysfs", "Process ",
    // of ARM
    "pgd", "PC is at", "LR is at", "Flags:", "Control:", "Register r", "8<---", "Internal error",
    "pstate:", "sp :", "x29", "x26", "x23", "x20", "x17", "x14", "x11", "x8 ", "x5 ", "x2 ",
    "Mem abort", "Data abort", "ESR =", "EC =", "SET =", "EA =", "FSC =", "ISV =", "CM =", "GCS =",
    "swapper pgtable", "user pgtable",
    // of POWER
    "NIP", "LR [", "REGS:", "MSR:", "CFAR:", "GPR", "LE PAGE", "BE PAGE", "Faulting instruction",
    // of MIPS, RISC-V and s390
    "epc", "ra ", "$", "Hi ", "Lo ", "Status", "Cause", "BadVA", "PrId", "status:", "Krnl", "R:0",
    "Last Breaking", "Failing address", "Fault in",
    // of LoongArch, SPARC and PA-RISC
    "ra:", "ERA:", "CRMD:", "PRMD:", "EUEN:", "ECFG:", "ESTAT:", "BADV:", "PRID:", "...",
    "TSTATE:", "TPC:", "RPC:", "g0:", "g4:", "o0:", "o4:", "l0:", "l4:", "i0:", "i4:", "I7:",
    "Instruction DUMP", "PSW:", "IASQ:", "IAOQ", "IIR:", "r00-", "sr00-", "ORIG_R28", "Backtrace:",
  ]
}
