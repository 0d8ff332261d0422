// Reads the columns of an answer as values. Leaves the SQL that gives them to QueryText, which has as many columns in the same
// order.

import GRDB
import KindlyCatalog
import KindlyTime

/// What a value is read from: a column, or the sum and the number of an average.
enum QueryReader {
  case column(ColumnKind)
  case average(ColumnKind)

  static func all(of query: Query) -> [QueryReader] {
    switch query.result {
    case .rows, .page, .first, .firstOfEach: []
    case .value(let aggregate): [QueryReader(aggregate)]
    case .table(let columns, _): columns.map { .column(ColumnKind($0.type)) }
    case .countDistinct: [.column(.int)]
    case .groups(let keys, let values): keys.map { .column(ColumnKind($0.type)) } + values.map(QueryReader.init)
    case .pairs(let noun, _): [.column(.noun(query.noun)), .column(.noun(noun))]
    }
  }

  private init(_ aggregate: QueryAggregate) {
    switch aggregate.kind {
    case .count: self = .column(.int)
    case .sum(let column), .min(let column), .max(let column): self = .column(ColumnKind(column.type))
    case .average(let column): self = .average(ColumnKind(column.type))
    case .any, .all, .none: self = .column(.bool)
    }
  }

  /// Nil where a column holds what no Kindly wrote, or what the machine alone can reckon.
  static func values(_ readers: [QueryReader], _ row: Row, _ zone: ZoneID) -> [Value]? {
    var values: [Value] = []
    values.reserveCapacity(readers.count)
    var place = 0
    for reader in readers {
      switch reader {
      case .column(let kind):
        guard let cell = kind.cell(row[place], isOptional: true) else { return nil }
        values.append(kind.decode(cell, zone: zone))
        place += 1
      case .average(let kind):
        guard let value = average(kind, row[place], row[place + 1]) else { return nil }
        values.append(value)
        place += 2
      }
    }
    return values
  }

  /// As the machine reckons it: whole numbers as numbers, which hold them up to 2^53 exactly.
  private static func average(_ kind: ColumnKind, _ sum: DatabaseValue, _ count: DatabaseValue) -> Value? {
    guard let sum = Int.fromDatabaseValue(sum), let count = Int.fromDatabaseValue(count), abs(sum / 2) < 1 << 52 else {
      return nil
    }
    if count == 0 { return .nothing }
    if kind == .int { return .number(Double(sum) / Double(count)) }
    return (try? Duration(seconds: sum).divided(by: count)).map(Value.duration)
  }
}

extension Query.Result {
  var isRows: Bool {
    switch self {
    case .rows, .page, .first, .firstOfEach: true
    default: false
    }
  }

  var isOneValue: Bool {
    switch self {
    case .value, .countDistinct: true
    default: false
    }
  }
}
