// What the checker finds out of each node of a tree besides its type: what it stands for, and the type that its
// surroundings want. Eight bytes a node, for there are millions of them in a large source, most of them none or a local;
// what does not fit is in lists of its own. Outside it is a list of `Resolution`s; most calls stand for nothing
// themselves, and have the run of their arguments there.

import KindlyCatalog

public struct ResolutionTable: Sendable {
  private enum Kind: UInt8, Sendable {
    case none, local, global, function, builtin, lambda
    case memberStored, memberComputed, memberRecord
    case rowStored, rowComputed, rowRecord
    case enumeration, record, source, clock, me, scriptArguments, verb, command
    case declares, declaresGlobal, declaresFunction, declaresNoun, declaresRule
    case call
  }

  private struct Entry: Sendable {
    /// A number, or where two of them stand in `pairs`.
    var number: Int32 = 0
    /// The number of the wanted type, or `farWanted`.
    var wanted: UInt16 = 0
    var kind = Kind.none
    var detail: UInt8 = 0
  }

  private struct Pair: Sendable {
    let first: Int32
    let second: Int32
  }

  private var entries: [Entry]
  private var pairs: [Pair] = []
  /// The runs of those that are the callee as well: `"abc" | take(2)`, a verb that here is a function.
  private var runs: [Int: Range<Int>] = [:]
  /// The wanted types with high numbers.
  private var highWanted: [Int: TypeID] = [:]
  private static let farWanted = UInt16.max

  init(count: Int) {
    entries = Array(large: Entry(), count: count)
    if count > 10_000 { pairs.reserveLarge(count / 8) }
  }

  @inline(__always)
  public subscript(node: Int) -> Resolution {
    get { resolution(entries[node]) }
    set {
      let (kind, number, detail) = parts(newValue)
      entries[node].number = number
      entries[node].kind = kind
      entries[node].detail = detail
    }
  }

  /// Whether a node stands for something, or is a call whose arguments are known.
  func isResolved(_ node: Int) -> Bool { entries[node].kind != .none }

  // MARK: - Wanted types

  /// The type that a node's surroundings want; `TypeID.error` where they are content with its own.
  @inline(__always)
  public func wanted(of node: Int) -> TypeID {
    let number = entries[node].wanted
    return number == ResolutionTable.farWanted ? highWanted[node] ?? .error : TypeID(rawValue: UInt32(number))
  }

  mutating func setWanted(_ type: TypeID, of node: Int) {
    if let number = UInt16(exactly: type.rawValue), number != ResolutionTable.farWanted {
      entries[node].wanted = number
    } else {
      entries[node].wanted = ResolutionTable.farWanted
      highWanted[node] = type
    }
  }

  // MARK: - Arguments

  /// Where the arguments of a call stand.
  func run(of call: Int) -> Range<Int>? {
    let entry = entries[call]
    guard entry.kind == .call else { return runs[call] }
    let pair = pairs[Int(entry.number)]
    return Int(pair.first)..<Int(pair.first) + Int(pair.second)
  }

  mutating func set(_ run: Range<Int>, of call: Int) {
    guard entries[call].kind == .none || entries[call].kind == .call else {
      runs[call] = run
      return
    }
    entries[call].kind = .call
    entries[call].number = pair(run.lowerBound, run.count)
  }

  private mutating func pair(_ first: Int, _ second: Int) -> Int32 {
    pairs.append(Pair(first: Int32(truncatingIfNeeded: first), second: Int32(truncatingIfNeeded: second)))
    return Int32(truncatingIfNeeded: pairs.count - 1)
  }

  // MARK: - In

  private mutating func parts(_ resolution: Resolution) -> (kind: Kind, number: Int32, detail: UInt8) {
    switch resolution {
    case .none: (.none, 0, 0)
    case .local(let id): (.local, id.number, 0)
    case .global(let id): (.global, id.number, 0)
    case .function(let id): (.function, id.number, 0)
    case .builtin(let builtin, let overload):
      (.builtin, Int32(builtin.number), UInt8(truncatingIfNeeded: overload))
    case .lambda(let id): (.lambda, id.number, 0)
    case .member(.stored(let noun, let index)): (.memberStored, Int32(index), noun.rawValue)
    case .member(.computed(let id)): (.memberComputed, id.number, 0)
    case .member(.record(let index)): (.memberRecord, Int32(truncatingIfNeeded: index), 0)
    case .rowMember(let row, .stored(let noun, let index)):
      (.rowStored, pair(row.rawValue, index), noun.rawValue)
    case .rowMember(let row, .computed(let id)): (.rowComputed, pair(row.rawValue, id.rawValue), 0)
    case .rowMember(let row, .record(let index)):
      (.rowRecord, pair(row.rawValue, index), 0)
    case .enumeration(let enumeration, let index):
      (.enumeration, Int32(index), enumeration.rawValue)
    case .record(let noun): (.record, 0, noun.rawValue)
    case .source(let source): (.source, 0, ordinal(source))
    case .clock(let word): (.clock, 0, ordinal(word))
    case .me: (.me, 0, 0)
    case .scriptArguments: (.scriptArguments, 0, 0)
    case .verb(let verb, let row): (.verb, row.number, ordinal(verb))
    case .command(let command): (.command, 0, ordinal(command))
    case .declares(let id): (.declares, id.number, 0)
    case .declaresGlobal(let id): (.declaresGlobal, id.number, 0)
    case .declaresFunction(let id): (.declaresFunction, id.number, 0)
    case .declaresNoun(let noun): (.declaresNoun, 0, noun.rawValue)
    case .declaresRule(let index): (.declaresRule, Int32(truncatingIfNeeded: index), 0)
    }
  }

  /// An enumeration without associated values is stored as its ordinal, in a byte; a test holds it to `allCases`.
  private func ordinal<Case: CaseIterable>(_ value: Case) -> UInt8 { unsafeBitCast(value, to: UInt8.self) }

  // MARK: - Out

  // Asking an enumeration for its cases makes a list of them each time.
  private static let sources = Source.allCases
  private static let clockNames = ClockName.allCases
  private static let verbs = Verb.allCases
  private static let commands = Command.allCases

  private func resolution(_ entry: Entry) -> Resolution {
    let number = Int(entry.number)
    switch entry.kind {
    case .none, .call: return .none
    case .local: return .local(LocalID(number))
    case .global: return .global(GlobalID(number))
    case .function: return .function(FunctionID(number))
    case .builtin: return .builtin(Builtin.allCases[number], overload: Int(entry.detail))
    case .lambda: return .lambda(FunctionID(number))
    case .memberStored: return noun(entry).map { .member(.stored($0, number)) } ?? .none
    case .memberComputed: return .member(.computed(FunctionID(number)))
    case .memberRecord: return .member(.record(number))
    case .rowStored, .rowComputed, .rowRecord: return rowMember(entry, pairs[number])
    case .enumeration: return Enumeration(rawValue: entry.detail).map { .enumeration($0, number) } ?? .none
    case .record: return noun(entry).map { .record($0) } ?? .none
    case .source: return .source(ResolutionTable.sources[Int(entry.detail)])
    case .clock: return .clock(ResolutionTable.clockNames[Int(entry.detail)])
    case .me: return .me
    case .scriptArguments: return .scriptArguments
    case .verb: return .verb(ResolutionTable.verbs[Int(entry.detail)], row: LocalID(number))
    case .command: return .command(ResolutionTable.commands[Int(entry.detail)])
    case .declares: return .declares(LocalID(number))
    case .declaresGlobal: return .declaresGlobal(GlobalID(number))
    case .declaresFunction: return .declaresFunction(FunctionID(number))
    case .declaresNoun: return noun(entry).map { .declaresNoun($0) } ?? .none
    case .declaresRule: return .declaresRule(number)
    }
  }

  private func rowMember(_ entry: Entry, _ pair: Pair) -> Resolution {
    let row = LocalID(Int(pair.first))
    switch entry.kind {
    case .rowComputed: return .rowMember(row, .computed(FunctionID(Int(pair.second))))
    case .rowRecord: return .rowMember(row, .record(Int(pair.second)))
    default: return noun(entry).map { .rowMember(row, .stored($0, Int(pair.second))) } ?? .none
    }
  }

  private func noun(_ entry: Entry) -> Noun? { Noun(rawValue: entry.detail) }
}
