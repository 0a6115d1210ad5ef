package import LogModel
package import ReportModel

/// The proof: looks for what is private in the very bytes that are about to be written.
///
/// It does not ask where the bytes came from or what was replaced in them. It looks for every value
/// that was learned, in each spelling that a format gives it, and for all that has the form of a
/// private value and is none of the names that stand for one.
package struct LeakCheck {
  private let redactor: Redactor
  private var known = KnownValues()

  package struct Leak {
    var kind: PrivateKind
    var value: [UInt8]
    var offset: Int
  }

  /// - Parameter spellings: how the formats write a text.
  package init(_ redactor: Redactor, spellings: (String) -> Set<String>) {
    self.redactor = redactor
    for value in redactor.known.all {
      known.insert(value.kind, value.bytes)
      guard value.bytes.contains(where: { !$0.isWordByte || $0 >= 0x80 }) else { continue }
      for spelling in spellings(String(decoding: value.bytes, as: UTF8.self)) {
        known.insert(value.kind, spelling.utf8)
      }
    }
  }

  /// The first private value in what would be written; nil if there is none.
  package func leak(in bytes: [UInt8]) -> Leak? {
    recognised(in: bytes) ?? known(in: bytes) ?? reservedHost(in: bytes)
  }

  /// Of what is in a form of this program's own, all but the form is looked through: there are styles
  /// called `box` and machines, too.
  ///
  /// - Throws: why it must not be written.
  package func prove(_ outlet: Outlet, name: String) throws(Complaint) {
    try prove(outlet.content, name: name)
  }

  /// - Throws: why it must not be written.
  package func prove(_ bytes: [UInt8], name: String) throws(Complaint) {
    guard let leak = leak(in: bytes) else { return }
    throw Complaint(
      name: name,
      reason: "is not written: at byte \(leak.offset) it would give away "
        + "\(String(decoding: leak.value, as: UTF8.self)) (\(leak.kind.rawValue)), "
        + "which could not be replaced",
      cure: "--no-redact writes it as it is; then look through it before you pass it on")
  }

  private func recognised(in bytes: [UInt8]) -> Leak? {
    PrivateSearch.matches(in: bytes, isWrapped: true).first {
      !redactor.reserved.isPart(ofNameIn: bytes, $0.range)
        && !Pseudonyms.isCutName(bytes[$0.range])
    }.map { Leak($0, in: bytes) }
  }

  private func known(in bytes: [UInt8]) -> Leak? {
    var at = 0
    while at < bytes.count {
      guard let match = known.match(bytes, at: at) else {
        at += 1
        continue
      }
      guard
        redactor.reserved.isPart(ofNameIn: bytes, match.range)
          || Pseudonyms.isName(bytes[match.range]) || Self.isSign(bytes, match.range)
      else { return Leak(match, in: bytes) }
      at = match.range.upperBound
    }
    return nil
  }

  /// Whether it is what a page writes for a sign: `&amp;`.
  private static func isSign(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    range.lowerBound > 0 && bytes[range.lowerBound - 1] == UInt8(ascii: "&")
      && range.upperBound < bytes.count && bytes[range.upperBound] == UInt8(ascii: ";")
  }

  /// A host that is called like a word of the log, where a host is meant.
  private func reservedHost(in bytes: [UInt8]) -> Leak? {
    for host in redactor.reservedHosts {
      for tag in [" kernel: ", " systemd[1]: ", " systemd-udevd[", " (udev-worker)[", " udevd["] {
        guard let found = bytes.firstRange(of: [0x20] + host + Array(tag.utf8)) else { continue }
        let start = found.lowerBound + 1
        return Leak(
          PrivateMatch(range: start..<start + host.count, kind: .host), in: bytes)
      }
    }
    return nil
  }
}

extension LeakCheck.Leak {
  fileprivate init(_ match: PrivateMatch, in bytes: [UInt8]) {
    kind = match.kind
    value = Array(bytes[match.range])
    offset = match.range.lowerBound
  }
}
