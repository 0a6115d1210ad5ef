/// Names that people and installers gave, told by their form alone.
extension ValueForms {
  /// `//server/share`: the server.
  func share(_ start: Int) -> PrivateMatch? {
    guard has("//", start), self[start - 1] != UInt8(ascii: ":") else { return nil }
    var end = start + 2
    while Self.isOfName(self[end]) { end += 1 }
    guard self[end] == UInt8(ascii: "/"),
      bytes[start + 2..<end].contains(where: \.isASCIILetter)
    else { return nil }
    return PrivateMatch(range: start + 2..<end, kind: .host)
  }

  /// `/dev/GROUP/VOLUME`: all other folders below `/dev` are the kernel's and udev's.
  func volume(_ start: Int) -> PrivateMatch? {
    guard has("/dev/", start) else { return nil }
    var end = start + 5
    while Self.isOfName(self[end]) { end += 1 }
    let folder = String(decoding: bytes[start + 5..<end], as: UTF8.self)
    guard self[end] == UInt8(ascii: "/"), end > start + 5, !Self.folders.contains(folder) else {
      return nil
    }
    end += 1
    while Self.isOfName(self[end]) { end += 1 }
    return PrivateMatch(range: start + 5..<end, kind: .volume)
  }

  static let folders: Set<String> = [
    "accel", "bsg", "bus", "block", "char", "cpu", "disk", "dma_heap", "dri", "dvb", "fd",
    "hugepages", "infiniband", "input", "mapper", "md", "mqueue", "net", "pts", "raw", "serial",
    "shm", "vport", "virtio-ports", "cdrom", "vmware",
    "snd", "usb", "v4l", "vfio", "xen", "zvol",
  ]

  /// `Zxc1Vb-8nMq-Lk2J-hGf4-DsA0-9oPi-UyT5rE`: how LVM writes an id.
  func groupID(_ start: Int) -> PrivateMatch? {
    var at = start
    for (number, length) in [6, 4, 4, 4, 4, 4, 6].enumerated() {
      for _ in 0..<length {
        guard self[at].isDecimal || self[at].isASCIILetter else { return nil }
        at += 1
      }
      guard number < 6 else { break }
      guard self[at] == UInt8(ascii: "-") else { return nil }
      at += 1
    }
    return self[at].isWordByte ? nil : PrivateMatch(range: start..<at, kind: .uuid)
  }

  /// `vmdata-sql--prod`: a hyphen within the name of a group or a volume is written twice by LVM.
  func mangledName(_ start: Int) -> PrivateMatch? {
    guard mayHoldMangled, self[start].isASCIILetter, self[start - 1] != UInt8(ascii: "-") else {
      return nil
    }
    let hyphen = UInt8(ascii: "-")
    var (at, single, double) = (start, 0, 0)
    while Self.isOfName(self[at]) {
      guard self[at] == hyphen else {
        at += 1
        continue
      }
      var end = at
      while self[end] == hyphen { end += 1 }
      // before an option in a file's name stands no letter: `udevadm_info_--export-db`
      let isOption = end - at == 2 && self[at - 1] == UInt8(ascii: "_")
      guard end - at < 3, !isOption, self[end].isWordByte else { break }
      if end - at == 1 { single += 1 } else { double += 1 }
      at = end
    }
    return single > 0 && double > 0 ? PrivateMatch(range: start..<at, kind: .volume) : nil
  }

  /// `dev-ridgevg-root.device`: a unit for `/dev/GROUP/VOLUME`.
  func volumeUnit(_ start: Int) -> PrivateMatch? {
    var end = start + 4
    while Self.isOfName(self[end]) || self[end] == UInt8(ascii: "\\") { end += 1 }
    let name = bytes[(start + 4)..<end]
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")),
      ["device", "swap", "mount"].contains(String(decoding: name[(dot + 1)...], as: UTF8.self)),
      let hyphen = name.firstIndex(of: UInt8(ascii: "-")), hyphen > name.startIndex
    else { return nil }
    let folder = String(decoding: name[..<hyphen], as: UTF8.self).replacing("\\x2d", with: "-")
    guard !Self.folders.contains(folder) else { return nil }
    return PrivateMatch(range: name.startIndex..<dot, kind: .volume)
  }

  /// `ata-Samsung_SSD_860_EVO_500GB_S3Z1NB0K123456A`, as udev names a disk.
  func diskName(_ start: Int) -> PrivateMatch? {
    var end = start
    while Self.isOfName(self[end]) { end += 1 }
    let name = bytes[start..<end]
    return name.contains(UInt8(ascii: "_")) && name.contains(where: \.isDecimal)
      ? PrivateMatch(range: start..<end, kind: .disk) : nil
  }

  /// `AKIAIOSFODNN7EXAMPLE`
  func cloudKey(_ start: Int) -> PrivateMatch? {
    let key = bytes[start...].prefix { $0.isDecimal || (0x41...0x5a).contains($0) }
    return key.count == 20 && !self[key.endIndex].isWordByte
      ? PrivateMatch(range: key.indices, kind: .secret) : nil
  }

  /// `enx001122334455`: an interface that is named by its address keeps what it is.
  func interface(_ start: Int) -> PrivateMatch? {
    guard self[start + 2].lowercased == UInt8(ascii: "x"),
      ["enx", "wlx", "wwx", "ibx", "slx"].contains(where: { (name: StaticString) in
        has(name, start)
      }),
      digits(start + 3, most: 13) == 12, !self[start + 15].isWordByte
    else { return nil }
    return PrivateMatch(range: start + 3..<start + 15, kind: .mac)
  }

  /// `mnt-archive.mount`: a unit for what is mounted where administrators do so.
  func mountUnit(_ start: Int) -> PrivateMatch? {
    var end = start + 4
    while Self.isOfName(self[end]) || self[end] == UInt8(ascii: "\\") { end += 1 }
    let name = bytes[(start + 4)..<end]
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex,
      ["mount", "automount"].contains(String(decoding: name[(dot + 1)...], as: UTF8.self))
    else { return nil }
    return PrivateMatch(range: name.startIndex..<dot, kind: .share)
  }

  /// `homesrv:/vol/home`: the server; a path of a machine's own begins as all machines' do, and there only a
  /// word that no program knows is one.
  func server(_ start: Int) -> PrivateMatch? {
    guard self[start].isASCIILetter, start == 0 || " =\"'(".utf8.contains(self[start - 1]) else {
      return nil
    }
    var end = start
    while Self.isOfName(self[end]) { end += 1 }
    guard end - start > 2, self[end] == UInt8(ascii: ":"), self[end + 1] == UInt8(ascii: "/"),
      self[end + 2].isWordByte
    else { return nil }
    let root = bytes[(end + 2)...].prefix(while: Self.isOfName)
    guard
      !Self.roots.contains(String(decoding: root, as: UTF8.self))
        || PublicWords.isForeign(bytes[start..<end])
    else { return nil }
    return PrivateMatch(range: start..<end, kind: .host)
  }

  private static let roots: Set<String> = [
    "bin", "boot", "dev", "etc", "lib", "lib64", "opt", "proc", "root", "run", "sbin", "sys", "tmp",
    "usr", "var", "soc", "devices", "init",
  ]

  /// `(name) CMD`, as the programs that keep crontabs begin what they say.
  func account(_ start: Int) -> PrivateMatch? {
    guard self[start - 1] == UInt8(ascii: "("), start == 1 || has("]: ", start - 4) else {
      return nil
    }
    let end = bytes[start...].prefix(while: Self.isOfName).endIndex
    guard has(") ", end), (2..<5).allSatisfy({ (0x41...0x5a).contains(self[end + $0]) }),
      bytes[start..<end].contains(where: { (0x61...0x7a).contains($0) }),
      !Announcement.isHarmless(bytes[start..<end], .user)
    else { return nil }
    return PrivateMatch(range: start..<end, kind: .user)
  }

  /// `name@10.0.0.5`
  func remoteAccount(_ start: Int) -> PrivateMatch? {
    let sign = bytes[start...].prefix(while: Self.isOfName).endIndex
    guard sign > start, self[sign] == UInt8(ascii: "@") else { return nil }
    let end = bytes[(sign + 1)...].prefix { $0.isDecimal || $0 == UInt8(ascii: ".") }.endIndex
    return Self.isQuad(bytes[(sign + 1)..<end]) && !self[end].isWordByte
      ? PrivateMatch(range: start..<end, kind: .mail) : nil
  }

  /// `dc=example,dc=org` in the names of a directory.
  func directory(_ start: Int) -> PrivateMatch? {
    var at = start
    var parts = 0
    while has("dc=", at) {
      at = bytes[(at + 3)...].prefix(while: Self.isOfName).endIndex
      parts += 1
      if has(",dc=", at) { at += 1 }
    }
    return parts > 1 ? PrivateMatch(range: start..<at, kind: .domain) : nil
  }

  /// `name:password` in `https://name:password@server/`.
  func login(_ start: Int) -> PrivateMatch? {
    guard start >= 3, self[start - 1] == UInt8(ascii: "/"), self[start - 2] == UInt8(ascii: "/"),
      self[start - 3] == UInt8(ascii: ":")
    else { return nil }
    var at = start
    while self[at] > 0x20, !"/\"'<>@".utf8.contains(self[at]) { at += 1 }
    guard at > start, self[at] == UInt8(ascii: "@") else { return nil }
    return PrivateMatch(range: start..<at, kind: .secret)
  }

  /// The kernel's modules name who wrote them: behind the word, in the same line.
  func isOfAuthor(_ start: Int) -> Bool {
    (max(0, start - 160)..<start).reversed().prefix { bytes[$0] != 0x0a }
      .contains { has("copyright", $0) }
  }
}
