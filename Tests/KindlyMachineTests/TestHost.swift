// A host in memory: a fixed clock, a few records of all nouns, what was printed, and what was asked of it.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlySource
import KindlySyntax
import KindlyTime

final class TestHost: Host, HandleDirectory {
  var now: DateTime
  var arguments: [String] = ["one", "two"]
  var calendar = BusinessCalendar.weekdays
  var printed: [UInt8] = []
  var shown: [Value] = []
  var log: [String] = []
  private(set) var records: [Noun: [[Int: Value]]] = [:]
  private var handlesByName: [String: (Noun, RowID)] = [:]
  /// Called when a source is asked for: lets a test have the machine called back.
  var onRows: ((Source) throws -> [RowID])?

  init() throws {
    now = try DateTime(CivilDate(trusted: 20_780), TimeOfDay(trusted: 36_000), zone: .utc)
  }

  var output: String { String(decoding: printed, as: UTF8.self) }

  func noun(ofHandle handle: String) -> Noun? { handlesByName[handle]?.0 }
  func handles() -> [String] { handlesByName.keys.sorted() }

  func write(_ bytes: UnsafeRawBufferPointer) throws { printed.append(contentsOf: bytes) }

  func row(_ noun: Noun, handle: String) throws -> RowID {
    guard let found = handlesByName[handle] else { throw HostError(code: 503, "there is no @\(handle)") }
    return found.1
  }

  func handle(_ noun: Noun, _ row: RowID) throws -> String {
    guard case .text(let text) = try value(noun, row, field: Noun.handleField) else { return "?" }
    return text
  }

  func rows(_ source: Source) throws -> [RowID] {
    if let onRows { return try onRows(source) }
    return (records[source.noun ?? .contact] ?? []).indices.map { RowID($0 + 1) }
  }

  func pipeline() throws -> [Value] { [] }

  func value(_ noun: Noun, _ row: RowID, field: Int) throws -> Value {
    let all = records[noun] ?? []
    guard row >= 1, row <= all.count else { throw HostError(code: 503, "there is no such record") }
    if let value = all[Int(row) - 1][field] { return value }
    switch noun.fields[field].initial {
    case .enumeration(let index):
      if case .enumeration(let enumeration) = noun.fields[field].type { return .enumeration(enumeration, index) }
      return .nothing
    case .int(let number): return .int(Int64(number))
    case .text(let text): return .text(text)
    case .seconds(let seconds): return .duration(try Duration(seconds: seconds))
    case .emptyList: return .list([])
    case .time(let seconds): return .time(TimeOfDay(trusted: seconds))
    case .now: return .dateTime(now)
    case .required, .nothing: return .nothing
    }
  }

  func search(_ noun: Noun, rows: [RowID], words: String) throws -> [RowID] {
    rows.filter { row in
      (records[noun]?[Int(row) - 1].values.contains {
        if case .text(let text) = $0 { text.contains(words) } else { false }
      })
        ?? false
    }
  }

  func declare(_ noun: Noun, handle: String?, fields: [(field: Int, value: Value)]) throws -> RowID {
    let name = handle ?? "\(noun.word)-\((records[noun] ?? []).count + 1)"
    let row: RowID
    if let known = handlesByName[name] {
      row = known.1
    } else {
      records[noun, default: []].append([Noun.handleField: .text(name)])
      row = RowID((records[noun] ?? []).count)
      handlesByName[name] = (noun, row)
    }
    for (field, value) in fields { records[noun]?[Int(row) - 1][field] = value }
    return row
  }

  func set(_ noun: Noun, _ row: RowID, field: Int, to value: Value) throws {
    if case .text("refused") = value { throw HostError(code: 502, "that value is refused", notes: ["a note"]) }
    records[noun]?[Int(row) - 1][field] = value
  }

  func draft(template: FunctionID, arguments: [(name: String, value: Value)], letter: Letter) throws -> RowID {
    log.append("draft \(letter.subject) | \(letter.body) | \(arguments.map(\.name).joined(separator: ","))")
    return try declare(
      .message, handle: nil,
      fields: [(3, .text(letter.subject)), (4, .text(letter.body))])
  }

  func command(_ command: Command, _ operand: Value, clauses: [(word: String, value: Value)]) throws -> Value {
    log.append("\(command.rawValue) \(operand) \(clauses.map { "\($0.word) \($0.value)" }.joined(separator: " "))")
    return .nothing
  }

  func act(_ verb: Verb, _ noun: Noun, rows: [RowID]) throws { log.append("\(verb.rawValue) \(noun.word) \(rows)") }
  func show(_ value: Value) throws { shown.append(value) }
  func render(_ value: Value, as format: String) throws -> String { "\(format): \(value)" }
  func save(_ value: Value, path: String) throws { log.append("save \(path)") }
}

/// A session of one host: sources go through parser, checker and machine.
final class TestSession {
  let host: TestHost
  let environment: Environment
  let machine: Machine
  private let sources = SourceMap()
  private let interner = Interner()

  init(isStressed: Bool = false) throws {
    host = try TestHost()
    environment = Environment(interner: interner)
    machine = Machine(environment: environment, host: host)
    machine.isStressed = isStressed
  }

  struct Refused: Error {
    let words: String
  }

  func check(_ source: String) throws -> CheckedUnit {
    let file = sources.add(name: "<test>", text: source)
    let parsed = Parser.parse(file, interner: interner)
    if let error = parsed.errors.first { throw Refused(words: "\(error)") }
    let result = Checker.check(
      parsed.tree, in: environment, handles: host, options: CheckOptions(voice: .user))
    guard let unit = result.unit else {
      throw Refused(words: result.diagnostics.map { "\($0.code): \($0.message)" }.joined(separator: "\n"))
    }
    return unit
  }

  func run(_ source: String) throws -> Value { try machine.run(check(source)).0 }

  /// The value of the last expression as it prints.
  func text(_ source: String) throws -> String { try machine.text(of: run(source)) }

  func output(_ source: String) throws -> String {
    host.printed = []
    _ = try run(source)
    return host.output
  }
}
