internal import LogModel
internal import KillCorrelator

/// What `udevadm info --export-db` printed: a paragraph a device, with the kernel's properties of it
/// and udev's own.
struct DeviceDatabase: Sendable {
  private let text: RecordedText
  /// Where each device's paragraph begins, by sysname.
  private let places: [String: [Place]]

  private struct Place: Sendable {
    var offset: Int
    var line: Int
  }

  init(_ text: RecordedText) {
    self.text = text
    var places: [String: [Place]] = [:]
    var lines = text.lines
    while true {
      let offset = lines.rest.startIndex
      guard let line = lines.next() else { break }
      guard line.bytes.starts(with: "P: ".utf8) else { continue }
      let name = line.bytes.lastIndex(of: UInt8(ascii: "/")).map { line.bytes[($0 + 1)...] }
      guard let name else { continue }
      // "!" stands for a slash in names of devices (cciss!c0d0)
      places[String(decoding: name, as: UTF8.self), default: []]
        .append(Place(offset: offset, line: line.number))
    }
    self.places = places
  }

  /// The device of that name; by its devpath where there are several.
  func device(_ sysname: String, at devpath: String?) -> DeviceRecord? {
    let records = (places[sysname] ?? []).prefix(64).map(record)
    if let devpath { return records.first { $0.devpath == devpath } }
    return records.first { $0.modalias != nil } ?? records.first
  }

  private func record(at place: Place) -> DeviceRecord {
    var record = DeviceRecord()
    var vendor: String?
    var model: String?
    var head: RecordedText.Line?
    for line in text.lines(from: place.offset, number: place.line) {
      guard !line.bytes.isEmpty, head == nil || !line.bytes.starts(with: "P: ".utf8) else { break }
      head = head ?? line
      let field = line.text.dropFirst(3)
      switch line.bytes.first {
      case UInt8(ascii: "P"): record.devpath = String(field)
      case UInt8(ascii: "E"):
        guard let equals = field.firstIndex(of: "=") else { continue }
        let value = String(field[field.index(after: equals)...])
        switch field[..<equals] {
        case "SUBSYSTEM": record.subsystem = value
        case "MODALIAS": record.modalias = text.recorded(value, line)
        case "DRIVER": record.driver = text.recorded(value, line)
        case "ID_VENDOR_FROM_DATABASE": vendor = value
        case "ID_MODEL_FROM_DATABASE": model = value
        default: break
        }
      default: break
      }
    }
    let words = [vendor, model].compactMap { $0 }
    record.description = words.isEmpty ? nil : words.joined(separator: " ")
    // who has no modalias waits for no driver
    if record.driver == nil, record.modalias != nil { record.driverless = head.map(text.entry) }
    return record
  }
}
