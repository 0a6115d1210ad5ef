/// What every kernel engineer can look up: which module serves a modalias, prints a line, defines a
/// function, asks for a firmware file; what it depends on, where its source is, whose list to write to.
///
/// The facts are those of Debian's kernels (`kernels` tells which), read out of their packages by
/// `Facts/make-kernel-facts`; `docs/kernel-facts.md` tells how. They are the same on every machine: what
/// the log's own machine says goes before them. Nothing is parsed: each look-up reads the few pages of
/// the mapped file that it needs, so a value costs nothing to keep and microseconds to ask.
public struct KernelFacts: Sendable {
  /// The facts that are part of this program.
  public static let bundled: KernelFacts = {
    do { return try KernelFacts(.embedded) } catch {
      preconditionFailure("The program was linked with damaged facts.")
    }
  }()

  /// Why a file is not taken.
  public enum Failure: Error, Equatable {
    /// It cannot be opened or mapped; errno's number.
    case unreadable(Int32)
    /// It does not begin as a file of facts does.
    case notFacts
    /// Made by a newer or older program than this one understands.
    case version(Int)
    /// A section lies outside of the file or does not hold what it says.
    case damaged
  }

  /// The kernels that the facts come from, oldest first: at most eight.
  public let kernels: [Kernel]

  let strings: StringTable
  let sets: SetTable
  let modules: Section
  let moduleCount: Int
  let directories: Section
  let texts: Section
  let functions: HashTable
  let modaliasRests: StringTable
  let modaliases: HashTable
  let firmware: HashTable
  let firmwarePatterns: Section
  let drivers: HashTable
  let words: HashTable
  let deviceNames: DeviceNames

  /// Maps a file of facts.
  public init(path: String) throws(Failure) {
    guard let bytes = FactBytes(path: path) else { throw .unreadable(lastError()) }
    try self.init(bytes)
  }

  /// Takes a file's content.
  public init(content: [UInt8]) throws(Failure) {
    try self.init(FactBytes(content))
  }

  init(_ bytes: FactBytes) throws(Failure) {
    guard bytes.count >= 16, bytes.text(0..<8) == "KFACTS\r\n" else { throw .notFacts }
    guard bytes.u16(8) == 1 else { throw .version(bytes.u16(8)) }
    let count = bytes.u16(10)
    guard bytes.u32(12) == bytes.count, 16 + count * 12 <= bytes.count else { throw .damaged }
    var sections: [Int: Section] = [:]
    for index in 0..<count {
      let at = 16 + index * 12
      let section = Section(bytes: bytes, start: bytes.u32(at + 4), count: bytes.u32(at + 8))
      guard section.start + section.count <= bytes.count else { throw .damaged }
      sections[bytes.u32(at)] = section
    }
    func section(_ part: Part) throws(Failure) -> Section {
      guard let found = sections[part.rawValue] else { throw .damaged }
      return found
    }
    func table(_ part: Part) throws(Failure) -> HashTable {
      guard let table = HashTable(try section(part)) else { throw .damaged }
      return table
    }
    strings = StringTable(try section(.strings))
    sets = SetTable(try section(.sets))
    modules = try section(.modules)
    moduleCount = min(modules.u32(0), modules.count / ModuleRow.size)
    directories = try section(.directories)
    texts = try section(.texts)
    functions = try table(.functions)
    let rests = try section(.modaliasRests)
    modaliasRests = StringTable(
      Section(bytes: bytes, start: rests.start + 8, count: rests.count - 8))
    modaliases = try table(.modaliases)
    firmware = try table(.firmware)
    firmwarePatterns = try section(.firmwarePatterns)
    drivers = try table(.drivers)
    words = try table(.words)
    deviceNames = DeviceNames(
      symbols: try section(.symbols), names: try section(.deviceNames), pci: try section(.pci),
      usb: try section(.usb))
    kernels = Kernel.all(in: try section(.kernels), strings: strings)
    guard texts.u32(0) <= 24, texts.count >= 8 + (1 << texts.u32(0) + 1) * 4 else { throw .damaged }
  }

  /// The numbers of the file's sections (`Compiler.file` in Facts/compile.py).
  private enum Part: Int {
    case kernels = 1
    case modules, directories, strings, sets, texts, functions, modaliasRests, modaliases
    case firmware, firmwarePatterns, drivers, words, symbols, deviceNames, pci, usb
  }
}
