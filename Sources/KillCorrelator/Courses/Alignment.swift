/// How far a course that broke off had come, by the lines of one that did not.
struct Alignment {
  /// The last line of the first that the second has as well, and that of the second.
  var last: (here: Int, there: Int)?
  /// The line that comes next in the second; nil after its last.
  var next: Int?
  /// Which lines of the first the second has as well.
  var matched: Set<Int> = []

  /// The longest common sequence of forms: a line that another kernel words in another way is near
  /// enough, and what came in another order is passed over.
  init(_ here: [Course.Line], _ there: [Course.Line]) {
    let forms = Set(here.map(\.form))
    let others = Set(there.map(\.form))
    func isSame(_ one: LineForm?, _ other: LineForm?) -> Bool {
      if one == other { return true }
      guard let one, let other else { return false }
      // what has its like need not be like anything else
      return !others.contains(one) && !forms.contains(other) && one.isNear(other)
    }
    let width = there.count + 1
    var lengths = [Int](repeating: 0, count: (here.count + 1) * width)
    for one in here.indices {
      for other in there.indices {
        let at = (one + 1) * width + other + 1
        lengths[at] =
          isSame(here[one].form, there[other].form)
          ? lengths[one * width + other] + 1
          : max(lengths[at - 1], lengths[one * width + other + 1])
      }
    }
    var (one, other) = (here.count, there.count)
    var used: Set<Int> = []
    while one > 0, other > 0 {
      let length = lengths[one * width + other]
      if length == 0 { break }
      if lengths[one * width + other - 1] == length {
        other -= 1
      } else if lengths[(one - 1) * width + other] == length {
        one -= 1
      } else {
        matched.insert(one - 1)
        used.insert(other - 1)
        if last == nil { last = (one - 1, other - 1) }
        (one, other) = (one - 1, other - 1)
      }
    }
    if let found = last {
      // it may have said it again
      let again = here.lastIndex { isSame($0.form, there[found.there].form) }
      last = (again ?? found.here, found.there)
    }
    var early: [LineForm?: Int] = [:]
    for place in here.indices where !matched.contains(place) {
      early[here[place].form, default: 0] += 1
    }
    next = there.indices.first { place in
      guard place > last?.there ?? -1 else { return false }
      guard early[there[place].form, default: 0] > 0 else { return true }
      early[there[place].form, default: 0] -= 1
      return false
    }
  }
}
