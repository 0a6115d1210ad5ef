import Foundation

// make bench, or: swift run -c release bench --program PATH [--text MB] [--journal THOUSANDS]
// [--only start|text|compressed|kills|journal|growth] [--rounds N] [--cache FOLDER]

var options: [String: String] = [:]
var rest = Array(CommandLine.arguments.dropFirst())
while rest.count >= 2 {
  options[rest[0]] = rest[1]
  rest.removeFirst(2)
}
guard let program = options["--program"] else {
  print("--program is missing: which probe-doctor is to be measured?")
  exit(2)
}

let suite = Suite(
  program: program,
  cache: options["--cache"] ?? NSTemporaryDirectory() + "probe-doctor-bench",
  textSize: options["--text"].flatMap { Int($0) } ?? 400,
  journalSize: options["--journal"].flatMap { Int($0) } ?? 1000,
  only: options["--only"])
let rounds = options["--rounds"].flatMap { Int($0) } ?? 5

let processor = try Runner.output("sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1")
let date = try Runner.output("date -u +%Y-%m-%d")
print("# Benchmarks\n")
print("Measured on \(date): \(processor), \(ProcessInfo.processInfo.processorCount) processors, ")
print(
  "Linux \(try Runner.output("uname -r")), \(try Runner.output("journalctl --version | head -1")).")
print(
  "Medians of \(rounds) rounds in turn, inputs in the page cache. `make bench` measures anew.\n")
for comparison in try suite.comparisons() {
  print(comparison.table(try comparison.run(rounds: rounds)))
}
