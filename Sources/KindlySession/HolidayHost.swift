// The host of a holiday file: there is nothing outside. The checker has seen that the file asks for nothing; should it
// ask all the same, everything is refused.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlyTime

final class HolidayHost: KindlyMachine.Host {
  let now = DateTime(packed: 0)
  let arguments: [String] = []
  let calendar = BusinessCalendar.weekdays

  private var refusal: HostError { HostError(code: 422, "holidays are reckoned from the year alone") }

  func write(_ bytes: UnsafeRawBufferPointer) throws { throw refusal }
  func row(_ noun: Noun, handle: String) throws -> RowID { throw refusal }
  func handle(_ noun: Noun, _ row: RowID) throws -> String { throw refusal }
  func rows(_ source: Source) throws -> [RowID] { throw refusal }
  func pipeline() throws -> [Value] { throw refusal }
  func value(_ noun: Noun, _ row: RowID, field: Int) throws -> Value { throw refusal }
  func search(_ noun: Noun, rows: [RowID], words: String) throws -> [RowID] { throw refusal }
  func declare(_ noun: Noun, handle: String?, fields: [(field: Int, value: Value)]) throws -> RowID { throw refusal }
  func set(_ noun: Noun, _ row: RowID, field: Int, to value: Value) throws { throw refusal }
  func draft(template: FunctionID, arguments: [(name: String, value: Value)], letter: Letter) throws -> RowID {
    throw refusal
  }
  func command(_ command: Command, _ operand: Value, clauses: [(word: String, value: Value)]) throws -> Value {
    throw refusal
  }
  func act(_ verb: Verb, _ noun: Noun, rows: [RowID]) throws { throw refusal }
  func show(_ value: Value) throws { throw refusal }
  func render(_ value: Value, as format: String) throws -> String { throw refusal }
  func save(_ value: Value, path: String) throws { throw refusal }
}
