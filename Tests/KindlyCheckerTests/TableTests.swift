// The tables that make checking fast hold what a dictionary would hold.

import KindlyCatalog
import KindlySource
import KindlySyntax
import Testing

@testable import KindlyChecker

@Suite struct TableTests {
  @Test func everyResolutionComesBackAsItWentIn() {
    var all: [Resolution] = [
      .none, .local(LocalID(0)), .local(LocalID(70_000)), .global(GlobalID(3)), .function(FunctionID(40_000)),
      .lambda(FunctionID(7)), .member(.computed(FunctionID(9))), .member(.record(300)),
      .rowMember(LocalID(5), .computed(FunctionID(80_000))), .rowMember(LocalID(6), .record(2)), .me, .scriptArguments,
      .declares(LocalID(1)), .declaresGlobal(GlobalID(2)), .declaresFunction(FunctionID(3)), .declaresRule(12),
    ]
    all += Builtin.allCases.map { .builtin($0, overload: 3) }
    all += Source.allCases.map { .source($0) }
    all += ClockName.allCases.map { .clock($0) }
    all += Verb.allCases.map { .verb($0, row: LocalID(4)) }
    all += Command.allCases.map { .command($0) }
    for noun in Noun.allCases {
      all += [.record(noun), .declaresNoun(noun)]
      for index in noun.fields.indices {
        all += [.member(.stored(noun, index)), .rowMember(LocalID(11), .stored(noun, index))]
      }
    }
    for enumeration in Enumeration.allCases {
      all += enumeration.cases.indices.map { .enumeration(enumeration, $0) }
    }
    var table = ResolutionTable(count: all.count)
    for (node, resolution) in all.enumerated() { table[node] = resolution }
    for (node, resolution) in all.enumerated() { #expect(table[node] == resolution) }
  }

  @Test func wantedTypesStandBesideWhatANodeStandsFor() {
    var table = ResolutionTable(count: 4)
    table.setWanted(.number, of: 0)
    table[0] = .rowMember(LocalID(5), .record(70_000))
    table[1] = .local(LocalID(1))
    table.setWanted(TypeID(rawValue: 65_535), of: 1)
    table.setWanted(TypeID(rawValue: 4_000_000), of: 2)
    table.setWanted(TypeID(rawValue: 4_000_000), of: 3)
    table.setWanted(.error, of: 3)
    #expect((0..<4).map { table.wanted(of: $0).rawValue } == [TypeID.number.rawValue, 65_535, 4_000_000, 0])
    #expect((0..<3).map { table[$0] } == [.rowMember(LocalID(5), .record(70_000)), .local(LocalID(1)), .none])
  }

  @Test func builtinsAreNumberedInTheirOrder() {
    #expect(Builtin.allCases.map(\.number) == Array(Builtin.allCases.indices))
  }

  @Test func aCallHasTheRunOfItsArgumentsBesideWhatItStandsFor() {
    var table = ResolutionTable(count: 5)
    table[4] = .function(FunctionID(9))
    table.set(7..<8, of: 4)
    table.set(0..<0, of: 1)
    table.set(70_000..<70_003, of: 3)
    table[2] = .local(LocalID(5))
    #expect((0..<5).map { table.run(of: $0) } == [nil, 0..<0, nil, 70_000..<70_003, 7..<8])
    #expect((0..<5).map { table[$0] } == [.none, .none, .local(LocalID(5)), .none, .function(FunctionID(9))])
  }

  @Test(arguments: 0..<20) func symbolsLeadToTheirValues(seed: Int) {
    var random = Steps(state: UInt64(seed) &* 104_729 &+ 3)
    var map = SymbolMap<Int>()
    var expected: [Symbol: Int] = [:]
    for _ in 0..<300 {
      let symbol = Symbol(rawValue: UInt32(random.next(below: 200)))
      let value: Int? = random.next(below: 4) == 0 ? nil : random.next(below: 1000)
      map[symbol] = value
      expected[symbol] = value
    }
    for number in 0..<220 {
      #expect(map[Symbol(rawValue: UInt32(number))] == expected[Symbol(rawValue: UInt32(number))])
    }
    #expect(Set(map.keys) == Set(expected.keys))
    #expect(map.isEmpty == expected.isEmpty)
  }

  /// What a node reaches, the slow way.
  @Test(arguments: 0..<40) func theClosureOfAGraphIsWhatEachNodeReaches(seed: Int) {
    var random = Steps(state: UInt64(seed) &* 31_337 &+ 5)
    let count = random.next(below: 12) + 1
    var graph = CallGraph(count: count)
    var edges = Array(repeating: Set<Int>(), count: count)
    for _ in 0..<random.next(below: 30) {
      let (from, to) = (random.next(below: count), random.next(below: count))
      graph.add(from, to)
      edges[from].insert(to)
    }
    let own = (0..<count).map { Set([$0]) }
    let closed = graph.closure(own) { $0.union($1) }
    for node in 0..<count {
      var reached: Set<Int> = [node]
      var waiting = [node]
      while let next = waiting.popLast() {
        for other in edges[next] where reached.insert(other).inserted { waiting.append(other) }
      }
      #expect(closed[node] == reached)
    }
  }

  @Test func aStretchPassesOverAnotherFunctionsWithin() {
    var log = EffectLog()
    let outer = log.begin()
    log.does(.reads)
    let inner = log.beginApart()
    log.does(.says)
    let innerSpan = log.endApart(from: inner)
    log.does(.changes)
    log.does(.changes)
    let outerSpan = log.end(from: outer)
    func effects(_ span: EffectSpan) -> Effects {
      var all: Effects = []
      log.forEach(in: span) { if case .does(let effects) = $0 { all.formUnion(effects) } }
      return all
    }
    #expect(effects(outerSpan) == [.reads, .changes])
    #expect(effects(innerSpan) == .says)
  }
}

/// Numbers that are the same in every run.
struct Steps {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(truncatingIfNeeded: state >> 33) % bound
  }
}
