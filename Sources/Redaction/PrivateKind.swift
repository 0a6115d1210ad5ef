/// What says something of a person or of one machine, by the name that stands for it in a report.
package enum PrivateKind: String, Hashable, CaseIterable {
  case host, domain, user, mail
  case ip, mac, address
  case uuid, boot, machine
  case wwn, serial, disk, label, volume, share, initiator
  case ssid, secret

  /// Whether the case of its letters and what stands between its digits mean nothing: one number
  /// is written `00:1A:…`, `00-1a-…` and `001a…`.
  var isNumber: Bool {
    switch self {
    case .mac, .uuid, .boot, .machine, .wwn: true
    default: false
    }
  }

  /// Whether a hyphen or an underscore joins it to the words beside it. A host's name is a part of
  /// `ridge-vg`, for that is what installers make of it, but none of `ridge_net`, a module.
  func isPart(_ byte: UInt8) -> Bool {
    byte.isWordByte || byte == UInt8(ascii: "_") && (self == .host || self == .user)
  }
}

/// A private value in a text.
struct PrivateMatch: Equatable {
  var range: Range<Int>
  var kind: PrivateKind
}

extension UInt8 {
  var isDecimal: Bool { (0x30...0x39).contains(self) }
  var isHexadecimal: Bool { isDecimal || (0x61...0x66).contains(lowercased) }
  var isASCIILetter: Bool { (0x61...0x7a).contains(lowercased) }
  /// A letter or digit of any script.
  var isWordByte: Bool { isDecimal || isASCIILetter || self >= 0x80 }
  var lowercased: UInt8 { (0x41...0x5a).contains(self) ? self | 0x20 : self }
}
