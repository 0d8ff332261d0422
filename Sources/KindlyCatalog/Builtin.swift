// The functions that the machine itself supplies, by topic: each topic is an enumeration in a file of its own, one case
// and one specification a function. A specification holds the signatures in Kindly's own syntax (`T` and `U` stand for
// any type, `O` for any that has an order), a summary, an example that is run by a test, what fails, and the effects.
// Checker, completion, help and documentation read only this; the switches over the topics have no default.

public struct BuiltinSpec: Sendable {
  /// One or more, tried in order: `length(text: Text) -> Int`.
  public let signatures: [String]
  /// One sentence or two.
  public let summary: String
  /// An expression and what it prints.
  public let example: (code: String, prints: String)
  /// What fails, if anything can.
  public let fails: String
  public let effects: Effects

  init(
    _ signatures: String..., summary: String, example code: String, prints: String, fails: String = "",
    effects: Effects = []
  ) {
    self.signatures = signatures
    self.summary = summary
    self.example = (code, prints)
    self.fails = fails
    self.effects = effects
  }
}

/// A topic's functions.
public protocol BuiltinTopic: CaseIterable, RawRepresentable, Hashable, Sendable where RawValue == String {
  var spec: BuiltinSpec { get }
}

extension BuiltinTopic {
  /// An enumeration without associated values is stored as its ordinal, in a byte.
  fileprivate var ordinal: Int { Int(unsafeBitCast(self, to: UInt8.self)) }
}

public enum Builtin: Hashable, Sendable {
  case text(TextFunction)
  case pattern(PatternFunction)
  case number(NumberFunction)
  case time(TimeFunction)
  case calendar(CalendarFunction)
  case list(ListFunction)
  case map(MapFunction)
  /// Applies a function to elements: the compiler makes a loop of it.
  case loop(LoopFunction)
  case general(GeneralFunction)

  public static let allCases: [Builtin] = topics.flatMap { $0 }

  private static let topics: [[Builtin]] = [
    TextFunction.allCases.map(Builtin.text), PatternFunction.allCases.map(Builtin.pattern),
    NumberFunction.allCases.map(Builtin.number), TimeFunction.allCases.map(Builtin.time),
    CalendarFunction.allCases.map(Builtin.calendar), ListFunction.allCases.map(Builtin.list),
    MapFunction.allCases.map(Builtin.map), LoopFunction.allCases.map(Builtin.loop),
    GeneralFunction.allCases.map(Builtin.general),
  ]

  /// Where each topic begins in `allCases`.
  private static let starts = topics.reduce(into: [0]) { starts, topic in
    starts.append((starts.last ?? 0) + topic.count)
  }

  /// Its place in `allCases`; a test holds it to that.
  public var number: Int {
    switch self {
    case .text(let function): function.ordinal
    case .pattern(let function): Builtin.starts[1] + function.ordinal
    case .number(let function): Builtin.starts[2] + function.ordinal
    case .time(let function): Builtin.starts[3] + function.ordinal
    case .calendar(let function): Builtin.starts[4] + function.ordinal
    case .list(let function): Builtin.starts[5] + function.ordinal
    case .map(let function): Builtin.starts[6] + function.ordinal
    case .loop(let function): Builtin.starts[7] + function.ordinal
    case .general(let function): Builtin.starts[8] + function.ordinal
    }
  }

  private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

  public init?(named name: String) {
    guard let builtin = Builtin.byName[name] else { return nil }
    self = builtin
  }

  /// The name as a script writes it.
  public var name: String {
    switch self {
    case .text(let function): function.rawValue
    case .pattern(let function): function.rawValue
    case .number(let function): function.rawValue
    case .time(let function): function.rawValue
    case .calendar(let function): function.rawValue
    case .list(let function): function.rawValue
    case .map(let function): function.rawValue
    case .loop(let function): function.rawValue
    case .general(let function): function.rawValue
    }
  }

  public var spec: BuiltinSpec {
    switch self {
    case .text(let function): function.spec
    case .pattern(let function): function.spec
    case .number(let function): function.spec
    case .time(let function): function.spec
    case .calendar(let function): function.spec
    case .list(let function): function.spec
    case .map(let function): function.spec
    case .loop(let function): function.spec
    case .general(let function): function.spec
    }
  }

  /// The heading under which it is documented.
  public var topic: String {
    switch self {
    case .text: "Text"
    case .pattern: "Patterns"
    case .number: "Numbers"
    case .time, .calendar: "Time"
    case .list, .loop: "Lists"
    case .map: "Maps"
    case .general: "Others"
    }
  }
}
