// What the machine is handed: a clock, somewhere to print, the records, and a gate for everything that has an effect.
// A run, a plan, a simulation and a test are the same machine with another host.

import KindlyCatalog
import KindlyChecker
import KindlyTime

/// A letter as a template gives it.
public struct Letter: Hashable, Sendable {
  public let subject: String
  public let body: String
  public init(subject: String, body: String) {
    self.subject = subject
    self.body = body
  }
}

/// Anything that a host refuses or cannot do; it becomes a run-time error at the expression that asked.
public struct HostError: Error, Hashable, Sendable {
  /// The number of the diagnostic's code, such as 503 for `K0503`.
  public let code: UInt16
  /// One sentence in the user's words.
  public let message: String
  public let notes: [String]
  public init(code: UInt16, _ message: String, notes: [String] = []) {
    self.code = code
    self.message = message
    self.notes = notes
  }
}

public protocol Host: AnyObject {
  /// The moment that stands still during the run; its zone is the user's.
  var now: DateTime { get }
  /// The arguments of the script.
  var arguments: [String] { get }
  /// A variable of the environment.
  func variable(_ name: String) throws -> String?
  /// What `help` says of a name.
  func help(_ name: String) throws -> String
  /// The business days in force.
  var calendar: BusinessCalendar { get }

  /// `at MOMENT` of a test: the clock stands there from now on.
  func enterMoment(_ moment: DateTime) throws
  /// Puts the clock back to where it stood in the `at` block of that depth; 0 is outside of all.
  func leaveMoments(downTo depth: Int)

  /// Takes what the program prints, as UTF-8, as it is printed.
  func write(_ bytes: UnsafeRawBufferPointer) throws

  // MARK: Reading records
  /// The record with that handle; it was there when the program was checked, but may be gone.
  func row(_ noun: Noun, handle: String) throws -> RowID
  func handle(_ noun: Noun, _ row: RowID) throws -> String
  /// The rows of a source in their order.
  func rows(_ source: Source) throws -> [RowID]
  /// The next rows of a stored noun behind one, in order of creation; `Query.page` at most.
  func rows(_ noun: Noun, after row: RowID) throws -> [RowID]
  /// `pipeline`: one record per company and role.
  func pipeline() throws -> [Value]
  /// A stored field: DateTimes in the user's zone.
  func value(_ noun: Noun, _ row: RowID, field: Int) throws -> Value
  func search(_ noun: Noun, rows: [RowID], words: String) throws -> [RowID]
  /// Answers a question about stored records at once, as the rows one by one would; nil where it cannot, and what lines
  /// it has handed over by then count for nothing.
  func answer(_ query: Query, _ parameters: [Value], line: ([Value]) throws -> Void) throws -> QueryAnswer?
  /// How it would be answered; nil where it is not.
  func plan(_ query: Query, _ parameters: [Value]) throws -> QueryPlan?

  // MARK: Changing records
  /// Makes or updates a record; `fields` are the numbers of the fields it names.
  func declare(_ noun: Noun, handle: String?, fields: [(field: Int, value: Value)]) throws -> RowID
  func set(_ noun: Noun, _ row: RowID, field: Int, to value: Value) throws

  /// `import("file")`: brings what a file holds into the store; the report, a line each.
  func importFile(_ path: String, map: String?) throws -> [String]
  /// `inbox()`: reads the mailboxes named, or the user's own; the report, a line each.
  func inbox(_ paths: [String]?) throws -> [String]
  /// `history("mail", […])`: states a fact; whether it was new.
  func history(_ kind: String, _ facts: [(name: String, text: String)]) throws -> Bool

  /// What a letter says that another has said to somebody else, where that is more than `limit` of it; a sentence.
  func overlap(of message: RowID, limit: Double) throws -> String?

  // MARK: Acting
  /// `draft T(…)`: the arguments by the names of the parameters.
  func draft(template: FunctionID, arguments: [(name: String, value: Value)], letter: Letter) throws -> RowID
  /// A command other than `draft`; gives what the command gives, mostly the record it acted on.
  func command(_ command: Command, _ operand: Value, clauses: [(word: String, value: Value)]) throws -> Value
  /// `approve`, `send`, `perform`, `cancel`, `remove` over rows.
  func act(_ verb: Verb, _ noun: Noun, rows: [RowID]) throws
  /// `show`.
  func show(_ value: Value) throws
  /// `chart`.
  func chart(_ value: Value) throws
  /// `to FORMAT`.
  func render(_ value: Value, as format: String) throws -> String
  /// `save "file"`: written when the run commits.
  func save(_ value: Value, path: String) throws
}

extension Host {
  public func overlap(of message: RowID, limit: Double) throws -> String? { nil }
  public func importFile(_ path: String, map: String?) throws -> [String] { [] }
  public func inbox(_ paths: [String]?) throws -> [String] { [] }
  public func history(_ kind: String, _ facts: [(name: String, text: String)]) throws -> Bool { true }
  public func rows(_ noun: Noun, after row: RowID) throws -> [RowID] {
    guard let source = Source.allCases.first(where: { $0.noun == noun }) else { return [] }
    return Array(try rows(source).drop { $0 <= row }.prefix(Query.page))
  }
  public func chart(_ value: Value) throws {}
  public func answer(_ query: Query, _ parameters: [Value], line: ([Value]) throws -> Void) throws -> QueryAnswer? {
    nil
  }
  public func plan(_ query: Query, _ parameters: [Value]) throws -> QueryPlan? { nil }
  public func variable(_ name: String) -> String? { nil }
  public func help(_ name: String) throws -> String { "" }
}

extension Host {
  /// Only a test moves the clock.
  public func enterMoment(_ moment: DateTime) throws {}
  public func leaveMoments(downTo depth: Int) {}
}
