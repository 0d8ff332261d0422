// The built-in functions: finds the topic and the call's form. Each topic has a file of its own, whose switch has no
// default: a built-in of the catalog that is not there does not compile.
// Arguments stand in the windows in their order, words in `w` and references in `r`.

import KindlyCatalog

/// The form of a built-in that is called.
struct BuiltinCall {
  /// The number of the signature.
  let overload: Int
  /// The type of the first argument; for what makes records, of the result.
  let type: TypeID

  /// Behind it in a call's data stands the number of the built-in, in the lowest 16 bits.
  init(data: UInt64) {
    overload = Int(UInt8(truncatingIfNeeded: data >> 16))
    type = TypeID(rawValue: UInt32(truncatingIfNeeded: data >> 32))
  }

  static func data(_ builtin: Builtin, overload: Int, type: TypeID) -> UInt64 {
    UInt64(Builtin.allCases.firstIndex(of: builtin) ?? 0) | UInt64(overload) << 16 | UInt64(type.rawValue) << 32
  }
}

extension Machine {
  func builtin(_ data: UInt64, _ w: Window, _ r: Window) throws(Fault) {
    let call = BuiltinCall(data: data)
    switch builtins[Int(UInt16(truncatingIfNeeded: data))] {
    case .text(let function): try self.function(function, call, w, r)
    case .pattern(let function): try self.function(function, call, w, r)
    case .number(let function): try self.function(function, call, w, r)
    case .time(let function): try self.function(function, call, w, r)
    case .calendar(let function): try self.function(function, call, w, r)
    case .list(let function): try self.function(function, call, w, r)
    case .map(let function): try self.function(function, call, w, r)
    case .general(let function): try self.function(function, call, w, r)
    case .loop: break  // The compiler makes loops of these.
    }
  }

  func isList(_ type: TypeID) -> Bool {
    if case .list = program.layouts[type].shape { return true }
    return false
  }

  func bits(_ number: Double) -> Int64 { Int64(bitPattern: number.bitPattern) }

  /// An argument of a type that may be in either file: the `index`th of its own file.
  func argument(_ index: Int, _ type: TypeID, _ w: Window, _ r: Window) -> Int64 {
    program.layouts.bank(type) == .word ? w[index] : r[index]
  }

  func give(_ word: Int64, _ type: TypeID, _ w: Window, _ r: Window) {
    if program.layouts.bank(type) == .word { w[0] = word } else { r[0] = word }
  }

  /// A whole number or nothing.
  func give(_ number: Int?, _ r: Window) {
    r[0] = number.map { state.pointee.heap.newBox(Int64($0)).bits } ?? 0
  }

  /// A list of the caller's, made of texts.
  func newTexts(_ texts: some Sequence<String>) -> Int64 {
    let list = state.pointee.heap.newList(ofRefs: true, capacity: 0)
    for text in texts { state.pointee.heap.push(list, state.pointee.heap.newText(text).bits) }
    return list.bits
  }
}
