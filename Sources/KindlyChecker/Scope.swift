// The names of locals that are visible, innermost last. Looking a name up takes the same time however many there are;
// a block takes its own names out again, and a function that is checked on its own sees none of those around.

import KindlySource

struct Scope {
  private var entries: [(name: Symbol, local: LocalID, hidden: Int?)] = []
  private var innermost = SymbolMap<Int>()
  /// Names below belong to another function, whose work waits.
  private var floor = 0

  var count: Int { entries.count }
  var names: [Symbol] { entries[floor...].map(\.name) }

  @inline(__always)
  subscript(name: Symbol) -> LocalID? { index(of: name).map { entries[$0].local } }

  /// Where the innermost of that name stands.
  @inline(__always)
  func index(of name: Symbol) -> Int? {
    guard let index = innermost[name], index >= floor else { return nil }
    return index
  }

  mutating func add(_ name: Symbol, _ local: LocalID) {
    entries.append((name, local, innermost[name]))
    innermost[name] = entries.count - 1
  }

  /// Takes out the names added since there were so many.
  mutating func close(to count: Int) {
    while entries.count > count, let entry = entries.popLast() { innermost[entry.name] = entry.hidden }
  }

  /// Begins a function that sees no names of those around; gives what `leave` takes.
  mutating func enter() -> Int {
    let outer = floor
    floor = entries.count
    return outer
  }

  mutating func leave(to outer: Int) {
    close(to: floor)
    floor = outer
  }
}
