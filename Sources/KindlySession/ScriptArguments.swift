// Arguments that a script never reads are a mistake of whoever started it: most are options of Kindly's own that stand
// behind the file, where they would go by without a word. What a script reads is told from its source: `args[0]`, with a
// whole number, is one argument; `args` in any other way is all of them.

import KindlyChecker
import KindlyDiagnostics
import KindlySyntax

extension CheckedUnit {
  /// How many of its arguments a source can read.
  var readableArguments: Int {
    var (uses, count) = (0, 0)
    for (index, node) in tree.nodes.enumerated() {
      switch node.kind {
      case .name where resolutions[index] == .scriptArguments: uses += 1
      case .index where resolutions[Int(node.a)] == .scriptArguments:
        let place = tree[NodeID(node.b)]
        guard place.kind == .integer, let last = Int(exactly: tree.integers[Int(place.a)]) else { return .max }
        uses -= 1
        count = max(count, last + 1)
      default: break
      }
    }
    return uses > 0 ? .max : count
  }
}

extension Session {
  /// Refuses a run with arguments that neither the script nor what it uses can read; before anything runs.
  func refuseUnreadArguments(_ name: String) throws(SessionFailure) {
    if options.arguments.isEmpty { return }
    let count = environment.units.map(\.readableArguments).max() ?? 0
    guard options.arguments.count > count else { return }
    let unread = options.arguments[count]
    let (file, word) = (Printable.line(name), Printable.line(unread))
    let read =
      switch count {
      case 0: "does not read its arguments"
      case 1: "reads only its first argument"
      default: "reads only its first \(count) arguments"
      }
    let hint =
      unread.hasPrefix("-")
      ? "\n  an option for Kindly goes in front of the file: `kindly \(word) … \(file)`"
      : "\n  a script reads its arguments from `args`"
    throw SessionFailure(exit: .usage, message: "kindly: `\(file)` \(read), and `\(word)` would be ignored\(hint)")
  }
}
