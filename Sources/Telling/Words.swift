/// A duration as sentences have it.
func secondsText(_ seconds: Double) -> String {
  if seconds < 1 { return "\((seconds * 100).rounded() / 100) s" }
  let rounded = (seconds * 10).rounded() / 10
  return rounded == rounded.rounded() ? "\(Int(exactly: rounded) ?? .max) s" : "\(rounded) s"
}

func bootsText(_ count: Int) -> String { count == 1 ? "the other boot" : "\(count) other boots" }

/// An error number as the kernel prints it, with what it means.
func errorText(_ errno: Int) -> String {
  errorNames[errno].map { "error \(errno), \"\($0)\"" } ?? "error \(errno)"
}

private let errorNames: [Int: String] = [
  -1: "operation not permitted", -2: "no such file", -4: "interrupted", -5: "I/O error",
  -6: "no such device", -11: "try again", -12: "out of memory", -16: "busy", -17: "exists",
  -19: "no such device", -22: "invalid argument", -62: "timer expired", -110: "timed out",
  -512: "interrupted, restart", -513: "interrupted", -514: "interrupted", -516: "interrupted",
  -517: "deferred", -32: "broken pipe", -71: "protocol error", -95: "not supported",
  -121: "remote I/O error",
]
