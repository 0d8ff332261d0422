// Orders a graph of calls so that what is called comes before what calls it. One walk, without recursion, in time
// linear in nodes and edges: a source may have ten thousand functions in one chain. What the nodes stand for is the
// caller's matter.

struct CallGraph {
  private(set) var count: Int
  /// Each call: who calls whom.
  private var calls: [(from: Int32, to: Int32)] = []

  init(count: Int) { self.count = count }

  mutating func add(_ from: Int, _ to: Int) {
    calls.append((Int32(truncatingIfNeeded: from), Int32(truncatingIfNeeded: to)))
  }

  mutating func addNode() -> Int {
    count += 1
    return count - 1
  }

  /// The calls ordered by who calls: those of node `n` are `called[starts[n]..<starts[n + 1]]`.
  private struct Edges {
    var starts: [Int32]
    var called: [Int32]

    init(_ graph: CallGraph) {
      starts = Array(repeating: 0, count: graph.count + 1)
      for call in graph.calls { starts[Int(call.from) + 1] += 1 }
      for node in 0..<graph.count { starts[node + 1] += starts[node] }
      var next = starts
      called = Array(repeating: 0, count: graph.calls.count)
      for call in graph.calls {
        called[Int(next[Int(call.from)])] = call.to
        next[Int(call.from)] += 1
      }
    }

    func range(_ node: Int) -> Range<Int> { Int(starts[node])..<Int(starts[node + 1]) }
  }

  /// For each node the union of what it has itself and of what all that it reaches have. Nodes that call one another
  /// (Tarjan's components) are found after all that they call, and have the same.
  func closure<Value: Equatable>(_ own: [Value], _ union: (Value, Value) -> Value) -> [Value] {
    let edges = Edges(self)
    var values = own
    var number = Array(repeating: Int32(-1), count: count)
    var lowest = number
    var isOpen = Array(repeating: false, count: count)
    var open: [Int] = []
    var path: [(node: Int, next: Int)] = []
    var counter: Int32 = 0
    for start in 0..<count where number[start] < 0 {
      path.append((start, edges.range(start).lowerBound))
      while let (node, next) = path.last {
        if number[node] < 0 {
          number[node] = counter
          lowest[node] = counter
          counter += 1
          open.append(node)
          isOpen[node] = true
        }
        if next < edges.range(node).upperBound {
          path[path.count - 1].next += 1
          let called = Int(edges.called[next])
          if number[called] < 0 {
            path.append((called, edges.range(called).lowerBound))
          } else if isOpen[called] {
            lowest[node] = min(lowest[node], number[called])
          }
          continue
        }
        path.removeLast()
        if let above = path.last?.node { lowest[above] = min(lowest[above], lowest[node]) }
        guard lowest[node] == number[node] else { continue }
        let first = open.lastIndex(of: node) ?? open.startIndex
        var all = values[node]
        for member in open[first...] {
          isOpen[member] = false
          all = union(all, values[member])
          for index in edges.range(member) { all = union(all, values[Int(edges.called[index])]) }
        }
        for member in open[first...] { values[member] = all }
        open.removeSubrange(first...)
      }
    }
    return values
  }
}
