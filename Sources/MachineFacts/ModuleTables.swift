internal import CKmod
internal import Glibc
internal import KillCorrelator
internal import Platform

/// The tables in which depmod says which module serves which modalias, read by libkmod as
/// modprobe and udevd read them.
///
/// libkmod's context is not thread-safe and is made for each look-up: there is one for each kill.
struct ModuleTables: Sendable {
  /// Folders that may hold tables, each with the release they are for.
  private let folders: [(path: String, release: String)]
  let owner: ModuleLookup.Owner

  /// - Parameter path: a folder with tables, or one with such folders by release.
  init(_ path: String, of owner: ModuleLookup.Owner) {
    self.owner = owner
    folders =
      Self.hasTables(path) ? [(path, Self.lastComponent(path))] : Self.releases(below: path)
  }

  /// Asks the tables of the kernel that ran, else those of the release nearest to it.
  func lookup(_ modalias: String, kernel: String?) -> ModuleLookup? {
    guard let folder = nearest(to: kernel) else { return nil }
    guard let modules = Self.modules(for: modalias, in: folder.path) else { return nil }
    return ModuleLookup(
      modules: modules, kernel: folder.release, isExact: folder.release == kernel,
      owner: owner)
  }

  private func nearest(to kernel: String?) -> (path: String, release: String)? {
    guard let kernel else { return folders.last }
    if let exact = folders.first(where: { $0.release == kernel }) { return exact }
    let wanted = Self.numbers(kernel)
    return folders.min { left, right in
      Self.distance(Self.numbers(left.release), wanted)
        < Self.distance(Self.numbers(right.release), wanted)
    }
  }

  private static func numbers(_ release: String) -> [Int] {
    release.split { $0 == "." || $0 == "-" }.prefix(3).map { Int($0) ?? 0 }
  }

  private static func distance(_ left: [Int], _ right: [Int]) -> Int {
    zip(left + [0, 0, 0], right + [0, 0, 0]).prefix(3).reduce(0) { sum, pair in
      sum * 1000 + min(999, abs(pair.0 - pair.1))
    }
  }

  /// libkmod reads depmod's binary indexes only, not the text beside them.
  private static func hasTables(_ path: String) -> Bool {
    access(path + "/modules.alias.bin", R_OK) == 0
  }

  private static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func releases(below path: String) -> [(path: String, release: String)] {
    SmallFile.names(in: path).filter { $0.first != "." && hasTables("\(path)/\($0)") }
      .map { ("\(path)/\($0)", $0) }
  }

  private static func modules(for modalias: String, in path: String) -> [String]? {
    // an empty list instead of the machine's own modprobe.d: that need not fit the log's machine
    var configuration: UnsafePointer<CChar>?
    guard let context = kmod_new(path, &configuration) else { return nil }
    defer { kmod_unref(context) }
    var list: OpaquePointer?
    guard kmod_module_new_from_lookup(context, modalias, &list) >= 0 else { return [] }
    defer { kmod_module_unref_list(list) }
    var names: [String] = []
    var item = list
    while let current = item {
      if let module = kmod_module_get_module(current) {
        if let name = kmod_module_get_name(module) { names.append(String(cString: name)) }
        kmod_module_unref(module)
      }
      item = kmod_list_next(list, current)
    }
    return names
  }
}
