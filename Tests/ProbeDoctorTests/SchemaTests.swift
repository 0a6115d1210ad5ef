import Foundation
import ReportModel
import Reports
import Testing

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
    try check(try Recorded.report(of: name))
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
    members["type"] = .string("coverage")
    #expect(!schema.faults(of: .object(members), as: "line").isEmpty)
  }

  /// The schema and the tables of docs/json.md follow from the types and their comments.
  @Test func theDocumentationIsThatOfTheTypes() throws {
    let types = try WireTypes(in: Recorded.root.appending(path: "Sources/ReportModel"))
    try Golden.check(Array(types.schema.utf8), againstFile: "docs/schema.json")
    let path = "docs/json.md"
    let page = try String(contentsOf: Recorded.root.appending(path: path), encoding: .utf8)
    let start = try #require(page.range(of: WireTypes.mark)).upperBound
    try Golden.check(Array((page[..<start] + types.tables).utf8), againstFile: path)
  }

  private func check(_ diagnosis: Report) throws {
    for document in try documents(of: diagnosis, .json) {
      #expect(schema.faults(of: document, as: "report") == [])
    }
    for document in try documents(of: diagnosis, .ndjson) {
      #expect(schema.faults(of: document, as: "line") == [])
    }
  }

  private func documents(of diagnosis: Report, _ format: OutputFormat) throws -> [JSON] {
    let bytes = Rendering(format).bytes(of: diagnosis)
    let parts = format == .json ? [bytes[...]] : bytes.split(separator: 0x0a)
    return try parts.map { try JSONDecoder().decode(JSON.self, from: Data($0)) }
  }
}
