internal import ReportModel

extension FleetReport {
  /// `fleet --format ndjson`: a row a line, and what was read as the last.
  func writeLines(to outlet: Outlet) {
    func write(_ type: String, _ finding: some Codable & Sendable) {
      JSONWriter(to: outlet, isIndented: false).document(Line(self, type, finding))
    }
    for row in rows { write("fleet-row", row) }
    for new in newSince { write("new-since", new) }
    for unread in unread { write("unread", unread) }
    write("fleet-totals", totals)
  }
}
