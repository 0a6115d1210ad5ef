import Foundation

/// A bare walk over the entries that an index offers: what libsystemd itself takes.
enum Walk {
  /// Counts the entries of a directory that have `field`. It stands here because no command does
  /// only that: journalctl prints.
  static func run(directory: String, matches: [String]) throws -> Int {
    guard let library = dlopen("libsystemd.so.0", RTLD_NOW) else {
      throw Failure("libsystemd is not there")
    }
    typealias Open =
      @convention(c) (UnsafeMutablePointer<OpaquePointer?>, UnsafePointer<CChar>, Int32) -> Int32
    typealias Match = @convention(c) (OpaquePointer, UnsafeRawPointer, Int) -> Int32
    typealias Next = @convention(c) (OpaquePointer) -> Int32
    guard let open = dlsym(library, "sd_journal_open_directory"),
      let match = dlsym(library, "sd_journal_add_match"),
      let next = dlsym(library, "sd_journal_next")
    else { throw Failure("libsystemd lacks a function") }
    var journal: OpaquePointer?
    let result = unsafeBitCast(open, to: Open.self)(&journal, directory, 0)
    guard result >= 0, let journal else { throw Failure("\(directory): \(result)") }
    for text in matches {
      _ = unsafeBitCast(match, to: Match.self)(journal, text, text.utf8.count)
    }
    let step = unsafeBitCast(next, to: Next.self)
    var count = 0
    while step(journal) > 0 { count += 1 }
    return count
  }
}
