// What only tests have: `at`, and the constants of a script made for a test, without its other statements.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  /// `at DATETIME { … }`: the clock stands there while the block runs.
  func atMoment(_ node: NodeID) {
    let mark = code.mark
    _ = native(.enterMoment, data: 0, result: .ref, into: nil, at: node) { $0.argument(NodeID(tree[node].a)) }
    moments += 1
    run(NodeID(tree[node].b))
    moments -= 1
    leaveMoments()
    code.release(mark)
  }

  /// Puts the clock back to where it stands at this place of a test, however it was reached.
  func leaveMoments() {
    guard info.kind == .test else { return }
    let mark = code.mark
    _ = native(.leaveMoments, data: UInt64(moments), result: .ref, into: nil) { _ in }
    code.release(mark)
  }

  /// Makes the constants of a source that may only look.
  func compileConstants() {
    for node in unit.constants { statement(node) }
    returnNothing()
  }
}
