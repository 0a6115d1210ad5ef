import JournalReader
import LogModel
import ReportModel
import Reports

/// The proof: looks for what is private in the very bytes that are about to be written.
///
/// It does not ask where the bytes came from or what was replaced in them. It looks for every value
/// that was learned, in each spelling that a format gives it, and for all that has the form of a
/// private value and is none of the names that stand for one.
struct LeakSearch {
  let redactor: Redactor

  struct Leak {
    var kind: PrivateKind
    var value: [UInt8]
    var offset: Int
  }

  /// The first private value in what would be written; nil if there is none.
  func leak(in bytes: [UInt8]) -> Leak? {
    formed(in: bytes) ?? stated(in: bytes) ?? hiddenHost(in: bytes)
  }

  /// - Throws: why it must not be written.
  func prove(_ bytes: [UInt8], name: String) throws(Complaint) {
    guard let leak = leak(in: bytes) else { return }
    throw Complaint(
      name: name,
      reason: "is not written: at byte \(leak.offset) it would give away "
        + "\(String(decoding: leak.value, as: UTF8.self)) (\(leak.kind.rawValue)), "
        + "which could not be replaced",
      cure: "--no-redact writes it as it is; then look through it before you pass it on")
  }

  private func formed(in bytes: [UInt8]) -> Leak? {
    let spots = PrivateSearch.spots(in: bytes)
    return spots.first {
      !redactor.vocabulary.isPart(ofNameIn: bytes, $0.range)
        && !Pseudonyms.isCutName(bytes[$0.range])
    }
    .map { Leak(kind: $0.kind, value: Array(bytes[$0.range]), offset: $0.range.lowerBound) }
  }

  private func stated(in bytes: [UInt8]) -> Leak? {
    var spellings = StatedValues()
    for value in redactor.stated.all {
      for spelling in Self.spellings(of: value.bytes) { spellings.insert(value.kind, spelling) }
    }
    var at = 0
    while at < bytes.count {
      if let spot = spellings.match(bytes, at: at) {
        guard
          redactor.vocabulary.isPart(ofNameIn: bytes, spot.range)
            || Pseudonyms.isName(bytes[spot.range])
        else {
          return Leak(kind: spot.kind, value: Array(bytes[spot.range]), offset: at)
        }
        at = spot.range.upperBound
      } else {
        at += 1
      }
    }
    return nil
  }

  /// A host that is called like a word of the log, where a host is meant.
  private func hiddenHost(in bytes: [UInt8]) -> Leak? {
    for host in redactor.hiddenHosts {
      for tag in [" kernel: ", " systemd[1]: ", " systemd-udevd[", " (udev-worker)[", " udevd["] {
        let needle = [0x20] + host + Array(tag.utf8)
        guard let found = bytes.firstRange(of: needle) else { continue }
        return Leak(kind: .host, value: host, offset: found.lowerBound + 1)
      }
    }
    return nil
  }

  /// How the formats write a value.
  private static func spellings(of value: [UInt8]) -> Set<[UInt8]> {
    var all: Set<[UInt8]> = [value]
    guard value.contains(where: { !$0.isWordByte || $0 >= 0x80 }) else { return all }
    let text = String(decoding: value, as: UTF8.self)
    all.formUnion(OutputFormat.spellings(of: text).map { Array($0.utf8) })
    all.insert(Array(SafeText(bytes: value).text.utf8))
    return all
  }
}
