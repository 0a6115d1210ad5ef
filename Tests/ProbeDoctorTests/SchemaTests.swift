import Foundation
import JournalReader
import LogModel
import Testing

@testable import KillCorrelator
@testable import probe_doctor

/// Every recorded case and every sample, held against docs/schema.json.
@Suite struct SchemaTests {
  private let schema: JSONSchema

  init() throws {
    let file = Recorded.root.appending(path: "docs/schema.json")
    schema = JSONSchema(root: try JSONDecoder().decode(JSON.self, from: Data(contentsOf: file)))
  }

  @Test func thereAreCases() { #expect(Recorded.cases.count >= 80) }

  @Test("each case is as the schema says", arguments: Recorded.cases)
  func recordedCases(_ name: String) throws {
    try check(try Recorded.diagnosis(of: name))
  }

  @Test(arguments: Samples.all.map(\.name))
  func samples(_ name: String) throws {
    try check(try #require(Samples.all.first { $0.name == name }).diagnosis)
  }

  @Test func theSchemaSeesFaults() throws {
    let report = try #require(try documents(of: Samples.driver, .json).first)
    var members = try #require(report.members)
    members["coverage"] = .null
    #expect(!schema.faults(of: .object(members), as: "report").isEmpty)
    members = try #require(report.members)
    members["surprise"] = .bool(true)
    #expect(!schema.faults(of: .object(members), as: "report").isEmpty)
    let line = try #require(try documents(of: Samples.driver, .ndjson).first)
    members = try #require(line.members)
    members["type"] = .string("warning")
    #expect(!schema.faults(of: .object(members), as: "line").isEmpty)
  }

  @Test func eachKeyIsExplained() throws {
    let text = try String(
      contentsOf: Recorded.root.appending(path: "docs/json.md"), encoding: .utf8)
    let inOtherWords = ["boot_identity", "line"]
    for (name, definition) in try #require(schema.root["$defs"]?.members)
    where !inOtherWords.contains(name) {
      #expect(text.contains("\n## \(name)\n"))
      let section = text.components(separatedBy: "\n## \(name)\n").last?
        .components(separatedBy: "\n## ").first
      for key in try #require(definition["properties"]?.members).keys {
        #expect(section?.contains("| `\(key)` |") == true, "\(name).\(key)")
      }
    }
  }

  private func check(_ diagnosis: ToldDiagnosis) throws {
    for document in try documents(of: diagnosis, .json) {
      #expect(schema.faults(of: document, as: "report") == [])
    }
    for document in try documents(of: diagnosis, .ndjson) {
      #expect(schema.faults(of: document, as: "line") == [])
    }
  }

  private func documents(of diagnosis: ToldDiagnosis, _ format: OutputFormat) throws -> [JSON] {
    let bytes = Rendering(format: format, quiet: false, width: 100, colour: false)
      .bytes(of: diagnosis)
    let parts = format == .json ? [bytes[...]] : bytes.split(separator: 0x0a)
    return try parts.map { try JSONDecoder().decode(JSON.self, from: Data($0)) }
  }
}
