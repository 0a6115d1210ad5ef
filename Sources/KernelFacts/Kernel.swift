/// A kernel that the facts come from.
public struct Kernel: Sendable, Equatable {
  /// Such as `6.1.0-50-amd64`.
  public let release: String
  public let version: KernelVersion
  /// As Debian calls it: `amd64` or `arm64`.
  public let architecture: String

  static func all(in section: Section, strings: StringTable) -> [Kernel] {
    (0..<min(section.u32(0), 8)).map { index in
      let at = 4 + index * 12
      let version = section.u32(at)
      return Kernel(
        release: strings[section.u32(at + 8)],
        version: KernelVersion(major: version & 0xffff, minor: version >> 16),
        architecture: strings[section.u32(at + 4)])
    }
  }
}

/// The two numbers of a kernel's version that tell what is in it.
public struct KernelVersion: Sendable, Comparable, CustomStringConvertible {
  public let major: Int
  public let minor: Int

  public init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Of a release such as `5.10.0-32-amd64`; nil for what does not begin with two numbers that a
  /// kernel may have: a log can say anything.
  public init?(release: some StringProtocol) {
    let numbers = release.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard numbers.count > 1, let major = Int(numbers[0]),
      let minor = Int(numbers[1].prefix { $0.isNumber }), (0..<1000).contains(major),
      (0..<1000).contains(minor)
    else { return nil }
    self.init(major: major, minor: minor)
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  public var description: String { "\(major).\(minor)" }

  /// Releases since 2.6.39, so that versions can be subtracted: 3.19, 4.20, 5.19 and 6.19 were each the last of
  /// their row.
  var ordinal: Int {
    switch major {
    case ..<3: 0
    case 3: minor + 1
    case 4: minor + 21
    case 5: minor + 42
    case 6: minor + 62
    default: minor + 82 + (major - 7) * 20
    }
  }
}

/// Some of the kernels that the facts come from: a bit each, in the order of `KernelFacts.kernels`.
public struct KernelSet: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
}

extension KernelFacts {
  /// `5.10-7.2`: from the oldest to the newest of some kernels; empty for what no kernel of the file has.
  public func span(_ set: KernelSet) -> String {
    let versions = kernels.indices.filter { set.contains(KernelSet(rawValue: 1 << UInt8($0))) }
      .map { kernels[$0].version }
    guard let oldest = versions.min(), let newest = versions.max() else { return "" }
    return oldest == newest ? "\(oldest)" : "\(oldest)-\(newest)"
  }

  /// The kernels of the version nearest to that of a release, of its architecture where the release
  /// names one; without a release (or where it says nothing) those of the newest version.
  public func nearest(to release: String?) -> KernelSet {
    let wanted = release.flatMap { KernelVersion(release: $0) }
    let ordinal = wanted?.ordinal ?? .max
    guard let best = kernels.map({ abs($0.version.ordinal - min(ordinal, 1 << 20)) }).min() else {
      return []
    }
    var set: UInt8 = 0
    var sameArchitecture: UInt8 = 0
    for (index, kernel) in kernels.enumerated()
    where abs(kernel.version.ordinal - min(ordinal, 1 << 20)) == best {
      set |= 1 << UInt8(index)
      if let release,
        release.hasSuffix(kernel.architecture)
          || (kernel.architecture == "amd64" && release.hasSuffix("x86_64"))
          || (kernel.architecture == "arm64" && release.hasSuffix("aarch64"))
      {
        sameArchitecture |= 1 << UInt8(index)
      }
    }
    return KernelSet(rawValue: sameArchitecture == 0 ? set : sameArchitecture)
  }
}
