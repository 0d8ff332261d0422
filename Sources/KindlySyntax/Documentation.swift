// Doc comments: the lines of `##` directly above a declaration. Nobody keeps them: most runs never ask, and those who do
// have them looked up in the comments of the tree.

import KindlySource

extension Tree {
  /// The lines of the doc comment directly above a node, `##` and one blank taken off; none where there is none.
  public func documentation(of node: NodeID) -> [String] {
    texts.bytes.withUnsafeBufferPointer { documentation(above: self[node].start, in: $0) }
  }

  /// A node as it is written.
  public func source(of node: NodeID) -> String {
    let (start, end) = (Int(self[node].start), min(Int(self[node].end), texts.bytes.count))
    return String(decoding: texts.bytes[min(start, end)..<end], as: UTF8.self)
  }

  /// The lines of the doc comment that ends on the line directly above an offset.
  func documentation(above offset: UInt32, in bytes: UnsafeBufferPointer<UInt8>) -> [String] {
    var low = 0
    var high = comments.count
    while low < high {
      let middle = (low + high) / 2
      if comments[middle].end <= offset { low = middle + 1 } else { high = middle }
    }
    var lines: [String] = []
    var below = Int(offset)
    while low > 0 {
      low -= 1
      let comment = comments[low]
      guard isDocumentation(comment, in: bytes), touches(Int(comment.end), below, in: bytes) else { break }
      var start = Int(comment.start) + 2
      if start < comment.end, bytes[start] == 0x20 { start += 1 }
      lines.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<Int(comment.end)]), as: UTF8.self))
      below = Int(comment.start)
    }
    return lines.reversed()
  }

  /// Two hashes, alone on its line.
  private func isDocumentation(_ comment: Span, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(comment.start)
    guard Int(comment.end) - start >= 2, bytes[start + 1] == 0x23 else { return false }
    var before = start
    while before > 0, bytes[before - 1] == 0x20 || bytes[before - 1] == 0x09 { before -= 1 }
    return before == 0 || bytes[before - 1] == 0x0A || (before == 3 && bytes[0] == 0xEF)
  }

  /// Nothing but one line break and blanks stand between.
  private func touches(_ end: Int, _ start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var breaks = 0
    for offset in end..<max(end, start) {
      switch bytes[offset] {
      case 0x0A: breaks += 1
      case 0x20, 0x09, 0x0D: break
      default: return false
      }
      if breaks > 1 { return false }
    }
    return breaks == 1
  }
}
