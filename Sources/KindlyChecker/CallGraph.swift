// Orders a graph of calls so that what is called comes before what calls it. One walk, without recursion, in time
// linear in nodes and edges: a source may have ten thousand functions in one chain. What the nodes stand for is the
// caller's matter.

struct CallGraph {
  /// For each node the nodes it calls.
  private(set) var edges: [[Int]]

  init(count: Int) { edges = Array(repeating: [], count: count) }

  mutating func add(_ from: Int, _ to: Int) { edges[from].append(to) }

  mutating func addNode() -> Int {
    edges.append([])
    return edges.count - 1
  }

  /// Groups of nodes that call one another, each group after all that it calls (Tarjan's components).
  func components() -> [[Int]] {
    var found: [[Int]] = []
    var number = Array(repeating: -1, count: edges.count)
    var lowest = number
    var isOpen = Array(repeating: false, count: edges.count)
    var open: [Int] = []
    var path: [(node: Int, next: Int)] = []
    var counter = 0
    for start in edges.indices where number[start] < 0 {
      path.append((start, 0))
      while let (node, next) = path.last {
        if next == 0 {
          number[node] = counter
          lowest[node] = counter
          counter += 1
          open.append(node)
          isOpen[node] = true
        }
        if next < edges[node].count {
          path[path.count - 1].next += 1
          let called = edges[node][next]
          if number[called] < 0 {
            path.append((called, 0))
          } else if isOpen[called] {
            lowest[node] = min(lowest[node], number[called])
          }
          continue
        }
        path.removeLast()
        if let above = path.last?.node { lowest[above] = min(lowest[above], lowest[node]) }
        guard lowest[node] == number[node] else { continue }
        var group: [Int] = []
        while let member = open.popLast() {
          isOpen[member] = false
          group.append(member)
          if member == node { break }
        }
        found.append(group)
      }
    }
    return found
  }

  /// For each node the union of what it has itself and of what all that it reaches have.
  func closure<Value: Equatable>(_ own: [Value], _ union: (Value, Value) -> Value) -> [Value] {
    var values = own
    for group in components() {
      guard var all = group.first.map({ values[$0] }) else { continue }
      for node in group {
        all = union(all, values[node])
        for called in edges[node] { all = union(all, values[called]) }
      }
      for node in group { values[node] = all }
    }
    return values
  }
}
