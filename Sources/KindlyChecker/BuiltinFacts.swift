// What the checker needs to know of a built-in, read from its specification the first time that it is met.

import KindlyCatalog
import KindlySource

final class BuiltinFacts {
  let effects: Effects
  /// What a call may change under the feet of the caller.
  let reach: Reach
  let signatures: [Signature]

  init(_ builtin: Builtin, types: TypeTable, interner: Interner) {
    let spec = builtin.spec
    effects = spec.effects
    signatures = spec.signatures.map { text in
      var reader = SignatureReader(text, types: types, interner: interner)
      return reader.read()
    }
    // One that takes a function calls it.
    let calls = signatures.contains { $0.parameters.contains { types.isFunction($0.type) } }
    reach = (effects.contains(.changes) ? Reach.allNouns : []).union(calls ? .unknown : [])
  }
}

extension Environment {
  func facts(of builtin: Builtin) -> BuiltinFacts {
    if let known = builtinFacts[builtin.number] { return known }
    let facts = BuiltinFacts(builtin, types: types, interner: interner)
    builtinFacts[builtin.number] = facts
    return facts
  }
}
