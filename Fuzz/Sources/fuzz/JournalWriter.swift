/// Writes a small journal file, as journald does (systemd.io/JOURNAL_FILE_FORMAT), and remembers where its
/// objects lie: what is to be damaged on purpose has to be known.
struct JournalWriter {
  /// One entry: µs since the boot's start, and its fields.
  typealias Record = (monotonic: UInt64, boot: UInt8, fields: [String])

  private(set) var bytes: [UInt8]
  /// Where each object begins; the header counts as the first.
  private(set) var objects = [0]
  private var data: [String: Int] = [:]
  private var fields: [String: Int] = [:]
  private var firstData: [String: Int] = [:]
  private var ends: [Int: (array: Int, used: Int)] = [:]

  static let headerSize = 256
  static let fileID: [UInt8] = Array(1...16)
  private static let buckets = 7
  private static let slots = 3
  private static let realtime: UInt64 = 1_790_000_000_000_000

  init(_ records: [Record]) {
    bytes = Array("LPKSHHRH".utf8) + [UInt8](repeating: 0, count: Self.headerSize - 8)
    bytes[12] = 4  // HEADER_INCOMPATIBLE_KEYED_HASH
    bytes.replaceSubrange(24..<40, with: Self.fileID)
    bytes.replaceSubrange(40..<56, with: [UInt8](repeating: 0xa1, count: 16))
    bytes.replaceSubrange(72..<88, with: Self.fileID)
    put(UInt64(Self.headerSize), at: 88)
    for (type, header) in [(UInt8(5), 120), (4, 104)] {
      let table = append(type, [UInt8](repeating: 0, count: 16 * Self.buckets))
      put(UInt64(table + 16), at: header)
      put(UInt64(16 * Self.buckets), at: header + 8)
    }
    for (number, record) in records.enumerated() { add(record, UInt64(number + 1)) }
    put(UInt64(objects.last ?? 0), at: 136)
    put(UInt64(objects.count - 1), at: 144)
    put(UInt64(records.count), at: 152)
    put(UInt64(records.count), at: 160)
    put(1, at: 168)
    put(UInt64(data.count), at: 208)
    put(UInt64(fields.count), at: 216)
    put(UInt64(bytes.count - Self.headerSize), at: 96)
  }

  private mutating func add(_ record: Record, _ number: UInt64) {
    let boot = [UInt8](repeating: record.boot, count: 16)
    let id = boot.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let machine = String(repeating: "a1", count: 16)
    let items = (record.fields + ["_BOOT_ID=\(id)", "_MACHINE_ID=\(machine)"])
      .map { dataObject($0) }.sorted()
    let time = Self.realtime + record.monotonic + UInt64(record.boot) * 10_000_000_000
    var body = Self.little(number) + Self.little(time) + Self.little(record.monotonic) + boot
    body += Self.little(0)
    for item in items { body += Self.little(UInt64(item)) + bytes[item + 16..<item + 24] }
    let entry = append(3, body)
    link(entry, from: 176)
    for item in items {
      if Journal.number(bytes, item + 56) == 0 {
        put(UInt64(entry), at: item + 40)
      } else {
        link(entry, from: item + 48)
      }
      put(Journal.number(bytes, item + 56) + 1, at: item + 56)
    }
    bytes.replaceSubrange(56..<72, with: boot)
    if number == 1 { put(time, at: 184) }
    put(time, at: 192)
    put(record.monotonic, at: 200)
  }

  private mutating func dataObject(_ text: String) -> Int {
    if let known = data[text] { return known }
    let hash = Journal.hash(Array(text.utf8), Self.fileID)
    let object = append(1, Self.little(hash) + [UInt8](repeating: 0, count: 40) + text.utf8)
    hang(object, hash, in: 104)
    let name = String(text.prefix { $0 != "=" })
    let field = fields[name] ?? fieldObject(name)
    put(Journal.number(bytes, field + 32), at: object + 32)
    put(UInt64(object), at: field + 32)
    data[text] = object
    return object
  }

  private mutating func fieldObject(_ name: String) -> Int {
    let hash = Journal.hash(Array(name.utf8), Self.fileID)
    let object = append(2, Self.little(hash) + [UInt8](repeating: 0, count: 16) + name.utf8)
    hang(object, hash, in: 120)
    fields[name] = object
    return object
  }

  /// Puts an object at the end of its bucket.
  private mutating func hang(_ object: Int, _ hash: UInt64, in table: Int) {
    let bucket =
      Int(Journal.number(bytes, table)) + 16 * Int(hash % UInt64(Self.buckets))
    let last = Int(Journal.number(bytes, bucket + 8))
    put(UInt64(object), at: last == 0 ? bucket : last + 24)
    put(UInt64(object), at: bucket + 8)
  }

  /// Puts an entry at the end of a chain of arrays.
  private mutating func link(_ entry: Int, from place: Int) {
    var end = ends[place] ?? (0, Self.slots)
    if end.used == Self.slots {
      let next = append(6, [UInt8](repeating: 0, count: 8 + 8 * Self.slots))
      put(UInt64(next), at: end.array == 0 ? place : end.array + 16)
      put(Journal.number(bytes, 232) + 1, at: 232)
      end = (next, 0)
    }
    put(UInt64(entry), at: end.array + 24 + 8 * end.used)
    ends[place] = (end.array, end.used + 1)
  }

  private mutating func append(_ type: UInt8, _ body: [UInt8]) -> Int {
    bytes += [UInt8](repeating: 0, count: -bytes.count & 7)
    let object = bytes.count
    bytes += [type, 0, 0, 0, 0, 0, 0, 0] + Self.little(UInt64(16 + body.count)) + body
    bytes += [UInt8](repeating: 0, count: -bytes.count & 7)
    objects.append(object)
    return object
  }

  private mutating func put(_ number: UInt64, at place: Int) {
    bytes.replaceSubrange(place..<place + 8, with: Self.little(number))
  }

  private static func little(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
