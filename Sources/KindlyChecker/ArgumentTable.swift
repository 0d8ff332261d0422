// The arguments of calls in the order of the parameters, found by the call's node. Runs in one array and an index by
// open addressing: there is one for nearly every call of a source, and asking costs no hashing worth the name.

import KindlySyntax

public struct ArgumentTable: Sendable {
  private struct Entry {
    /// 0 where the place is free: no node of a call is the first of a tree.
    var node: UInt32 = 0
    var start: UInt32 = 0
    var count: UInt32 = 0
  }

  private var arguments: [Argument] = []
  private var entries: [Entry] = []
  private var count = 0

  /// The arguments of a call; nil where the node is none.
  public subscript(node: NodeID) -> ArraySlice<Argument>? {
    guard !entries.isEmpty else { return nil }
    let entry = entries[place(of: node.rawValue)]
    return entry.node == 0 ? nil : arguments[Int(entry.start)..<Int(entry.start + entry.count)]
  }

  mutating func set(_ node: NodeID, _ given: some Collection<Argument>) {
    if count * 2 >= entries.count { grow() }
    let place = place(of: node.rawValue)
    if entries[place].node == 0 { count += 1 }
    entries[place] = Entry(node: node.rawValue, start: UInt32(arguments.count), count: UInt32(given.count))
    arguments.append(contentsOf: given)
  }

  /// Where a node stands, or would stand.
  private func place(of node: UInt32) -> Int {
    let mask = entries.count - 1
    var place = Int(node &* 0x9E37_79B1 >> 7) & mask
    while entries[place].node != 0, entries[place].node != node { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = entries
    entries = Array(repeating: Entry(), count: max(64, old.count * 2))
    for entry in old where entry.node != 0 { entries[place(of: entry.node)] = entry }
  }
}
