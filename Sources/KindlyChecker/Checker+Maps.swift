// Maps: the types of literals, of looking up and of assigning, and what can be a key or a value. A map holds no nothing:
// where a key is not there `m[k]` is nothing, and giving it nothing takes the key out.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  func inferMap(_ node: NodeID, hint: TypeID?) -> TypeID {
    let parts = Array(tree.list(tree[node].a, tree[node].b))
    let wanted = hint.flatMap { types.entry(types.unwrapped($0)) }
    guard !parts.isEmpty else { return set(node, types.map(.never, .never)) }
    let keys = stride(from: 0, to: parts.count - 1, by: 2).map { parts[$0] }
    let values = stride(from: 1, to: parts.count, by: 2).map { parts[$0] }
    var joined: (key: TypeID?, value: TypeID?)
    for (key, value) in zip(keys, values) {
      joined.key = join(joined.key, infer(key, hint: wanted?.key ?? joined.key), at: key)
      joined.value = join(joined.value, infer(value, hint: wanted?.value ?? joined.value), at: value)
    }
    var (key, value) = (joined.key ?? .error, joined.value ?? .error)
    if let wanted {
      if fits(key, wanted.key) { key = wanted.key }
      if fits(value, wanted.value) { value = wanted.value }
    }
    if types.isOptional(value) {
      for part in values where types.isOptional(unit.finalType(part)) {
        let found = unit.finalType(part)
        report(.maybeNothing(found: describe(found), wanted: describe(types.unwrapped(found))), at: part)
        break
      }
      value = .error
    }
    if !types.canBeKey(key) {
      report(.cannotBeKey(describe(key)), at: keys[0])
      key = .error
    }
    for part in keys { convert(part, from: unit.finalType(part), to: key) }
    for part in values { convert(part, from: unit.finalType(part), to: value) }
    reportTwice(keys)
    return set(node, types.map(key, value))
  }

  private func join(_ soFar: TypeID?, _ type: TypeID, at node: NodeID) -> TypeID {
    guard let soFar else { return type }
    if let both = join(soFar, type) { return both }
    report(.noCommonType(describe(soFar), describe(type)), at: node)
    return .error
  }

  /// A literal key that stands twice is a slip.
  private func reportTwice(_ keys: [NodeID]) {
    var seen: Set<String> = []
    for key in keys {
      let literal: String
      switch tree[key].kind {
      case .text: literal = "\"\(tree.texts[Int(tree[key].a)])\""
      case .integer: literal = "\(tree.integers[Int(tree[key].a)])"
      case .handle: literal = "@" + name(Symbol(rawValue: tree[key].a))
      default: continue
      }
      if !seen.insert(literal).inserted { report(.fieldTwice(literal), at: key) }
    }
  }

  /// `Map<K, V>` as it is written, or as a built-in would give it: complains of what cannot be.
  func checkedMap(_ key: TypeID, _ value: TypeID, at node: NodeID) -> TypeID {
    if !types.canBeKey(key) {
      report(.cannotBeKey(describe(key)), at: node)
      return .error
    }
    if types.isOptional(value) {
      report(.mapOfNothing(describe(value)), at: node)
      return .error
    }
    return types.map(key, value)
  }

  /// Has the right side of `m[k] = v` fit: a value of the map, or one that may be nothing, which takes the key out.
  func checkEntry(_ value: NodeID, as wanted: TypeID) {
    let found = infer(value, hint: wanted)
    let takesOut = !fits(found, wanted) && fits(found, types.optional(wanted))
    convert(value, from: found, to: takesOut ? types.optional(wanted) : wanted)
  }
}
