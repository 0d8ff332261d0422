// The names of locals that are visible, innermost last. Looking a name up takes the same time however many there are;
// a block takes its own names out again.

import KindlySource

struct Scope {
  private var entries: [(name: Symbol, local: LocalID, hidden: Int?)] = []
  private var innermost: [Symbol: Int] = [:]

  var count: Int { entries.count }
  var names: [Symbol] { entries.map(\.name) }

  subscript(name: Symbol) -> LocalID? { innermost[name].map { entries[$0].local } }

  /// Where the innermost of that name stands.
  func index(of name: Symbol) -> Int? { innermost[name] }

  mutating func add(_ name: Symbol, _ local: LocalID) {
    entries.append((name, local, innermost[name]))
    innermost[name] = entries.count - 1
  }

  /// Takes out the names added since there were so many.
  mutating func close(to count: Int) {
    while entries.count > count, let entry = entries.popLast() { innermost[entry.name] = entry.hidden }
  }
}
