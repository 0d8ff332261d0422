// What a source may do, noted in the order in which it is found: one list for all of its functions, so that noting
// costs no more than an append and the work of a part is a stretch of the list. A function that is checked while
// another one is has its own stretch within, which the other one passes over.
// Says nothing of what is called; that is joined in when the whole source has been checked (`SettledEffects`).

import KindlyCatalog
import KindlySyntax

/// A stretch of an `EffectLog`: what some part of a source does.
struct EffectSpan {
  var start: UInt32
  var end: UInt32

  static let none = EffectSpan(start: 0, end: 0)
}

struct EffectLog {
  enum Entry {
    case does(Effects)
    /// A function is called, or made into a value; with where it is mentioned.
    case calls(FunctionID, NodeID)
    case makes(FunctionID, NodeID)
    /// A variable of a function around is assigned: outside of that one nobody sees it.
    case assignsLocal(of: FunctionID)
    /// A value that is a function is called: one of a type, or a parameter of this function or of one around.
    case callsValue(TypeID)
    case callsParameter(LocalID)
    /// A function is handed to another: the number of the site in `sites`.
    case hands(UInt32)
    /// A global of this source is used.
    case uses(GlobalID)
    case asksRules
    /// Another function's stretch ends before this index.
    case apart(UInt32)
  }

  /// A function in the place of an argument.
  struct CallSite {
    let callee: FunctionID
    let parameter: Int
    let argument: NodeID
    let given: Given
  }

  enum Given {
    case function(FunctionID)
    case parameter(LocalID)
    case value(TypeID)
    case builtin(Effects)
  }

  private var entries: [Entry] = []
  private(set) var sites: [CallSite] = []
  /// The parameters that are called anywhere.
  private(set) var calledParameters: [LocalID] = []
  /// Whether there is an `assignsLocal`.
  private(set) var assignsLocals = false
  /// Where the newest stretch begins or ends: what stands before it belongs to others as well.
  private var border = 0

  /// Makes room at once for about as many entries as a tree of so many nodes gives.
  mutating func reserve(nodes: Int) { entries.reserveLarge(nodes / 3) }

  // MARK: - Noting

  mutating func add(_ entry: Entry) {
    if case .assignsLocal = entry { assignsLocals = true }
    if case .callsParameter(let local) = entry { calledParameters.append(local) }
    entries.append(entry)
  }

  mutating func does(_ effects: Effects) {
    if effects.isEmpty { return }
    // The fields of one expression are read one after another.
    if entries.count > border, case .does(effects)? = entries.last { return }
    entries.append(.does(effects))
  }

  mutating func add(_ site: CallSite) {
    entries.append(.hands(UInt32(sites.count)))
    sites.append(site)
  }

  // MARK: - Stretches

  /// Where a stretch begins.
  mutating func begin() -> UInt32 {
    border = entries.count
    return UInt32(border)
  }

  mutating func end(from start: UInt32) -> EffectSpan {
    border = entries.count
    return EffectSpan(start: start, end: UInt32(border))
  }

  /// Begins the stretch of another function.
  mutating func beginApart() -> UInt32 {
    entries.append(.apart(0))
    return begin()
  }

  mutating func endApart(from start: UInt32) -> EffectSpan {
    let span = end(from: start)
    entries[Int(start) - 1] = .apart(span.end)
    return span
  }

  // MARK: - Reading

  /// Calls `body` with each entry of a stretch in order, those of other functions aside.
  @inline(__always)
  func forEach(in span: EffectSpan, _ body: (Entry) -> Void) {
    var index = Int(span.start)
    while index < Int(span.end) {
      let entry = entries[index]
      index += 1
      if case .apart(let end) = entry {
        index = Int(end)
      } else {
        body(entry)
      }
    }
  }
}
