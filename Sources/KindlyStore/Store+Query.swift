// Answers questions with SQLite. Leaves making SQL of them to QueryText.
// Invariant: the answer is the machine's own, or there is none: what fails here is left to the machine, which fails at the
// right place and in the user's words.

import Foundation
import GRDB
import KindlyCatalog
import KindlyTime

extension Store {
  /// Nil where the store cannot answer; the caller asks row by row then, whatever lines it was given. DateTimes are in
  /// `zone`. A statement that is to end has no answer.
  public func answer(
    _ query: Query, _ parameters: [Value], zone: ZoneID, line: ([Value]) throws -> Void
  ) throws(StoreError) -> QueryAnswer? {
    guard !isAbsent, let arguments = arguments(parameters) else { return nil }
    zoneInForce.zone = zone
    let sql = sql(of: query)
    do {
      return try access { db in
        let statement = try db.cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments(cells: arguments))
        if query.result.isRows { return try rows(statement, query) }
        let readers = QueryReader.all(of: query)
        let found = try Row.fetchCursor(statement)
        if query.result.isOneValue {
          guard let row = try found.next(), let value = QueryReader.values(readers, row, zone)?.first else {
            return nil
          }
          return .value(value)
        }
        while let row = try found.next() {
          guard let values = QueryReader.values(readers, row, zone) else { return nil }
          try line(values)
        }
        return .lines
      }
    } catch {
      // A function of ours has refused; anything worse will come again when the rows are read one by one.
      switch error {
      case .inputOutput, .stopped: return nil
      default: throw error
      }
    }
  }

  private func rows(_ statement: Statement, _ query: Query) throws -> QueryAnswer {
    let rows = try RowID.fetchAll(statement)
    tables[Int(query.noun.rawValue)].expect(rows)
    return .rows(rows)
  }

  /// How the question would be answered.
  public func plan(_ query: Query, _ parameters: [Value], zone: ZoneID) throws(StoreError) -> QueryPlan {
    zoneInForce.zone = zone
    let sql = sql(of: query)
    let arguments = arguments(parameters) ?? []
    return try access { db in
      let rows = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: StatementArguments(cells: arguments))
      return QueryPlan(sql: sql, steps: rows.compactMap { String.fromDatabaseValue($0["detail"]) })
    }
  }

  private func sql(of query: Query) -> String {
    let key = ObjectIdentifier(query)
    if let known = statements[key] { return known.sql }
    let sql = QueryText(query).sql
    statements[key] = (query, sql)
    return sql
  }

  private func arguments(_ parameters: [Value]) -> [DatabaseValue]? {
    var arguments: [DatabaseValue] = []
    for value in parameters {
      guard let argument = ColumnKind.argument(value) else { return nil }
      arguments.append(argument)
    }
    return arguments
  }
}

extension ColumnKind {
  /// A value as the columns of its type have it; nil for what no column has.
  static func argument(_ value: Value) -> DatabaseValue? {
    switch value {
    case .nothing: return .null
    case .bool(let flag): return (flag ? 1 : 0).databaseValue
    case .int(let number): return number.databaseValue
    case .text(let text): return normalized(text).databaseValue
    case .date(let date): return Int64(date.days).databaseValue
    case .time(let time): return Int64(time.seconds).databaseValue
    case .dateTime(let moment): return Int64(moment.instant).databaseValue
    case .noun(_, let row): return row.databaseValue
    case .enumeration(_, let number): return Int64(number).databaseValue
    case .duration: return duration.encode(value).map { duration.databaseValue($0) }
    case .number, .list, .map, .record, .function: return nil
    }
  }
}

// MARK: - Functions

/// The zone that the functions of a statement reckon in: the user's, while it runs. One session, one thread.
final class ZoneInForce: @unchecked Sendable {
  var zone = ZoneID.utc
}

extension ZoneInForce {
  private struct Refusal: Error {}

  /// `kindly_date(instant)`: its day. `kindly_later(instant, length)`: the moment after it; an error where that cannot be
  /// reckoned without asking for holidays, or at all.
  func install(_ db: Database) {
    db.add(
      function: DatabaseFunction("kindly_date", argumentCount: 1, pure: true) { [self] values in
        guard let instant = Int.fromDatabaseValue(values[0]) else { return nil }
        return Int64(try DateTime(instant: instant, zone: zone).date.days)
      })
    db.add(function: DatabaseFunction("kindly_row_by_row", argumentCount: 0) { _ in throw Refusal() })
    db.add(
      function: DatabaseFunction("kindly_later", argumentCount: 2, pure: true) { [self] values in
        guard let instant = Int.fromDatabaseValue(values[0]) else { return nil }
        let kind = ColumnKind.duration
        guard let cell = kind.cell(values[1], isOptional: false),
          case .duration(let length) = kind.decode(cell, zone: zone), !length.parts.contains(.businessDays)
        else { throw Refusal() }
        return Int64(try DateTime(instant: instant, zone: zone).adding(length, calendar: .weekdays).instant)
      })
  }
}
