import Testing

@testable import JournalReader

/// A record that is there in one piece is taken at once, any other field by field: both are the same.
@Suite struct ExportReaderTests {
  private static func binary(_ name: String, _ value: String) -> [UInt8] {
    let length = withUnsafeBytes(of: UInt64(value.utf8.count).littleEndian) { Array($0) }
    return Array("\(name)\n".utf8) + length + Array("\(value)\n".utf8)
  }

  private static let kernel = "__CURSOR=s=1;i=2\n_TRANSPORT=kernel\nMESSAGE=a=b\nA=1\nMESSAGE=c\n"

  private static let texts: [[UInt8]] = [
    Array("\(kernel)\n\(kernel)\n".utf8),
    Array("\n\n\(kernel)\n\n\n\(kernel)\n".utf8),
    Array("MESSAGE=\n_PID=\n\n".utf8),
    Array("MESSAGE=one\r\n_PID=7\r\n\r\nMESSAGE=two\r\n\r\n".utf8),
    Array("A=\(kernel)".utf8) + binary("MESSAGE", "one\ntwo") + Array("_PID=7\n\n\(kernel)\n".utf8),
    binary("OTHER", "\n\n") + Array("MESSAGE=one\n\n".utf8),
    Array("MESSAGE=\(String(repeating: "x", count: 60_000))\n_PID=7\n\n".utf8),
    Array("=x\nMESSAGE=one\n\nMESSAGE=cut".utf8),
  ]

  /// What was read, by names and values.
  private func read(_ pieces: [ArraySlice<UInt8>], keepingAllFields: Bool) -> [[String]] {
    var reader = ExportReader(keepingAllFields: keepingAllFields)
    var found: [[String]] = []
    for piece in pieces {
      reader.feed(Array(piece)) { record in
        let known = JournalRecord.Field.allCases.compactMap { field in
          record.string(field).map { "\(field)=\($0)" }
        }
        let others = record.otherFields.map { name, value in
          "\(name)=\(String(decoding: value, as: UTF8.self))"
        }
        found.append(known + others)
      }
    }
    return found
  }

  @Test(arguments: texts.indices, [true, false])
  func readsTheSameInOnePieceAndInMany(_ text: Int, keepingAllFields: Bool) {
    let text = Self.texts[text]
    let whole = read([text[...]], keepingAllFields: keepingAllFields)
    #expect(!whole.isEmpty)
    #expect(whole == read(text.indices.map { text[$0...$0] }, keepingAllFields: keepingAllFields))
    for end in [1, text.count / 3, text.count - 2] {
      let two = read([text[..<end], text[end...]], keepingAllFields: keepingAllFields)
      #expect(whole == two)
    }
  }

  @Test func theFirstOfSeveralValuesCounts() {
    let records = ExportReader.records(Self.texts[0])
    #expect(records.count == 2)
    #expect(records.map { $0.string(.message) } == ["a=b", "a=b"])
    #expect(records[0].text("A") == "1")
  }
}
