// What each node of a tree stands for, in twelve bytes a node: as many as there are nodes, most of them none or a local,
// so that half the size is half the pages to ask the system for. Outside it is a list of `Resolution`s; most calls
// stand for nothing themselves, and have the run of their arguments there.

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
    var first: Int32 = 0
    var second: Int32 = 0
    var kind = Kind.none
    var detail: UInt8 = 0
  }

  private var entries: [Entry]
  /// The runs of those that are the callee as well: `"abc" | take(2)`, a verb that here is a function.
  private var runs: [Int: Range<Int>] = [:]

  init(count: Int) { entries = Array(large: Entry(), count: count) }

  @inline(__always)
  public subscript(node: Int) -> Resolution {
    get { ResolutionTable.resolution(entries[node]) }
    set { entries[node] = ResolutionTable.entry(newValue) }
  }

  // MARK: - Arguments

  /// Where the arguments of a call stand.
  func run(of call: Int) -> Range<Int>? {
    let entry = entries[call]
    return entry.kind == .call ? Int(entry.first)..<Int(entry.first) + Int(entry.second) : runs[call]
  }

  mutating func set(_ run: Range<Int>, of call: Int) {
    guard entries[call].kind == .none || entries[call].kind == .call else {
      runs[call] = run
      return
    }
    entries[call] = Entry(
      first: Int32(truncatingIfNeeded: run.lowerBound), second: Int32(truncatingIfNeeded: run.count), kind: .call)
  }

  // MARK: - In

  private static func entry(_ resolution: Resolution) -> Entry {
    switch resolution {
    case .none: Entry()
    case .local(let id): Entry(first: id.number, kind: .local)
    case .global(let id): Entry(first: id.number, kind: .global)
    case .function(let id): Entry(first: id.number, kind: .function)
    case .builtin(let builtin, let overload):
      Entry(first: Int32(builtin.number), second: Int32(truncatingIfNeeded: overload), kind: .builtin)
    case .lambda(let id): Entry(first: id.number, kind: .lambda)
    case .member(.stored(let noun, let index)): Entry(first: Int32(index), kind: .memberStored, detail: noun.rawValue)
    case .member(.computed(let id)): Entry(first: id.number, kind: .memberComputed)
    case .member(.record(let index)): Entry(first: Int32(truncatingIfNeeded: index), kind: .memberRecord)
    case .rowMember(let row, .stored(let noun, let index)):
      Entry(first: row.number, second: Int32(index), kind: .rowStored, detail: noun.rawValue)
    case .rowMember(let row, .computed(let id)): Entry(first: row.number, second: id.number, kind: .rowComputed)
    case .rowMember(let row, .record(let index)):
      Entry(first: row.number, second: Int32(truncatingIfNeeded: index), kind: .rowRecord)
    case .enumeration(let enumeration, let index):
      Entry(first: Int32(index), kind: .enumeration, detail: enumeration.rawValue)
    case .record(let noun): Entry(kind: .record, detail: noun.rawValue)
    case .source(let source): Entry(kind: .source, detail: ordinal(source))
    case .clock(let word): Entry(kind: .clock, detail: ordinal(word))
    case .me: Entry(kind: .me)
    case .scriptArguments: Entry(kind: .scriptArguments)
    case .verb(let verb, let row): Entry(first: row.number, kind: .verb, detail: ordinal(verb))
    case .command(let command): Entry(kind: .command, detail: ordinal(command))
    case .declares(let id): Entry(first: id.number, kind: .declares)
    case .declaresGlobal(let id): Entry(first: id.number, kind: .declaresGlobal)
    case .declaresFunction(let id): Entry(first: id.number, kind: .declaresFunction)
    case .declaresNoun(let noun): Entry(kind: .declaresNoun, detail: noun.rawValue)
    case .declaresRule(let index): Entry(first: Int32(truncatingIfNeeded: index), kind: .declaresRule)
    }
  }

  /// An enumeration without associated values is stored as its ordinal, in a byte; a test holds it to `allCases`.
  private static func ordinal<Case: CaseIterable>(_ value: Case) -> UInt8 { unsafeBitCast(value, to: UInt8.self) }

  // MARK: - Out

  // Asking an enumeration for its cases makes a list of them each time.
  private static let sources = Source.allCases
  private static let clockNames = ClockName.allCases
  private static let verbs = Verb.allCases
  private static let commands = Command.allCases

  private static func resolution(_ entry: Entry) -> Resolution {
    let first = Int(entry.first)
    let second = Int(entry.second)
    switch entry.kind {
    case .none, .call: return .none
    case .local: return .local(LocalID(first))
    case .global: return .global(GlobalID(first))
    case .function: return .function(FunctionID(first))
    case .builtin: return .builtin(Builtin.allCases[first], overload: second)
    case .lambda: return .lambda(FunctionID(first))
    case .memberStored: return noun(entry).map { .member(.stored($0, first)) } ?? .none
    case .memberComputed: return .member(.computed(FunctionID(first)))
    case .memberRecord: return .member(.record(first))
    case .rowStored: return noun(entry).map { .rowMember(LocalID(first), .stored($0, second)) } ?? .none
    case .rowComputed: return .rowMember(LocalID(first), .computed(FunctionID(second)))
    case .rowRecord: return .rowMember(LocalID(first), .record(second))
    case .enumeration: return Enumeration(rawValue: entry.detail).map { .enumeration($0, first) } ?? .none
    case .record: return noun(entry).map { .record($0) } ?? .none
    case .source: return .source(sources[Int(entry.detail)])
    case .clock: return .clock(clockNames[Int(entry.detail)])
    case .me: return .me
    case .scriptArguments: return .scriptArguments
    case .verb: return .verb(verbs[Int(entry.detail)], row: LocalID(first))
    case .command: return .command(commands[Int(entry.detail)])
    case .declares: return .declares(LocalID(first))
    case .declaresGlobal: return .declaresGlobal(GlobalID(first))
    case .declaresFunction: return .declaresFunction(FunctionID(first))
    case .declaresNoun: return noun(entry).map { .declaresNoun($0) } ?? .none
    case .declaresRule: return .declaresRule(first)
    }
  }

  private static func noun(_ entry: Entry) -> Noun? { Noun(rawValue: entry.detail) }
}
