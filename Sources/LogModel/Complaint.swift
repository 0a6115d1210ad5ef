/// Why something that the user asked for is not done.
package struct Complaint: Error {
  /// What it is about: a file, an option.
  package var name: String
  /// What is wrong, on one line or several.
  package var reason: String
  /// What the user can do about it, if there is anything.
  package var cure: String?

  package init(name: String, reason: String, cure: String? = nil) {
    self.name = name
    self.reason = reason
    self.cure = cure
  }
}
