import CFuzzer
import Glibc

// fuzz TARGET [LIBFUZZER OPTION...] [FOLDER WITH SEEDS...]

let targets: [String: Target] = [
  "frame": { FrameTarget.tryOut($0) },
  "grep": { GrepTarget.tryOut($0) },
  "line": { LineTarget.tryOut($0) },
  "text": { TextTarget.tryOut($0) },
  "json": { RecordTarget.tryOut($0) },
  "export": { RecordTarget.tryOut($0) },
  "archive": { FileTarget.tryOut($0) },
  "journal": { FileTarget.tryOut($0) },
  "objects": { JournalTarget.tryOut($0) },
  "messages": { MessageTarget.tryOut($0) },
]

guard CommandLine.argc > 1, let target = targets[CommandLine.arguments[1]] else {
  print("usage: fuzz \(targets.keys.sorted().joined(separator: "|")) [OPTION...] [SEEDS...]")
  exit(2)
}

/// What ``LLVMFuzzerRunDriver`` calls cannot hold on to anything.
let chosen = target

var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(
  LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
    chosen(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
  })
