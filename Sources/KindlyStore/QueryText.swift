// A question as SQL. Leaves running it to Store+Query, what may be asked so to the compiler.
// Invariant: the statement gives what the machine would, for every store: `IS` for equality, since nothing equals nothing;
// comparisons of order are false of nothing; ties stand in the order of creation; nothing comes last.

import KindlyCatalog
import KindlyTime

struct QueryText {
  let sql: String

  init(_ query: Query) {
    var text = Writer()
    sql = text.statement(query)
  }

  private struct Writer {
    private var references = 0

    mutating func statement(_ query: Query) -> String {
      let from = "FROM \(quoted(query.noun.word)) AS t"
      var conditions = query.conditions.map { condition($0) }
      switch query.result {
      case .rows: return "SELECT t.id \(from)\(filter(conditions))\(order(query))\(limit(query))"
      case .page(let isFirst):
        // Beyond some thousand rows going on through the table costs less than sorting all that an index finds, each time.
        return
          "SELECT t.id \(from)\(isFirst ? "" : " NOT INDEXED") WHERE t.id > ?\(query.parameters)\(conditions.map { " AND " + $0 }.joined()) ORDER BY t.id LIMIT \(Query.page)"
      case .first: return "SELECT t.id \(from)\(filter(conditions))\(order(query)) LIMIT 1"
      case .firstOfEach(let key):
        return
          "SELECT min(t.id) \(from)\(filter(conditions)) GROUP BY \(value(key)) ORDER BY min(t.id)\(limit(query))"
      case .value(let aggregate): return statement(aggregate, query, from, &conditions)
      case .table(let columns, isDistinct: false):
        return "SELECT \(list(columns)) \(from)\(filter(conditions))\(order(query))\(limit(query))"
      case .table(let columns, isDistinct: true):
        return
          "SELECT \(list(columns)) \(from)\(filter(conditions)) GROUP BY \(places(columns)) ORDER BY min(t.id)\(limit(query))"
      case .countDistinct(let column):
        return "SELECT count(*) FROM (SELECT DISTINCT \(value(column.expression)) \(from)\(filter(conditions)))"
      case .groups(let keys, let values):
        let made = values.flatMap { columns($0) }.map { ", " + $0 }.joined()
        return
          "SELECT \(list(keys))\(made) \(from)\(filter(conditions)) GROUP BY \(places(keys)) ORDER BY min(t.id)\(limit(query))"
      case .pairs(let noun, let matches):
        conditions += matches.map { condition($0) }
        return
          "SELECT t.id, u.id \(from) JOIN \(quoted(noun.word)) AS u\(filter(conditions))\(order(query)), u.id\(limit(query))"
      }
    }

    /// One value of all rows; whether there is a row that holds is known with the first.
    private mutating func statement(
      _ aggregate: QueryAggregate, _ query: Query, _ from: String, _ conditions: inout [String]
    ) -> String {
      switch aggregate.kind {
      case .any(let wanted):
        conditions.append(condition(wanted))
        return "SELECT EXISTS (SELECT 1 \(from)\(filter(conditions)))"
      case .none(let wanted):
        conditions.append(condition(wanted))
        return "SELECT NOT EXISTS (SELECT 1 \(from)\(filter(conditions)))"
      case .all(let wanted):
        conditions.append("NOT \(exact(wanted))")
        return "SELECT NOT EXISTS (SELECT 1 \(from)\(filter(conditions)))"
      case .count where query.skip != nil || query.take != nil:
        return "SELECT count(*) FROM (SELECT 1 \(from)\(filter(conditions))\(limit(query)))"
      default:
        return "SELECT \(columns(aggregate).joined(separator: ", ")) \(from)\(filter(conditions))"
      }
    }

    /// The columns that an aggregate is read from: one, of an average two.
    private mutating func columns(_ aggregate: QueryAggregate) -> [String] {
      let conditions = aggregate.conditions.map { condition($0) }
      let filter = conditions.isEmpty ? "" : " FILTER (WHERE \(conditions.joined(separator: " AND ")))"
      switch aggregate.kind {
      case .count: return ["count(*)\(filter)"]
      case .sum(let column): return [sum(column, filter)]
      case .average(let column): return [sum(column, filter), "count(\(value(column.expression)))\(filter)"]
      case .min(let column): return ["min(\(value(column.expression)))\(filter)"]
      case .max(let column): return ["max(\(value(column.expression)))\(filter)"]
      case .any(let wanted): return ["ifnull(max(\(exact(wanted)))\(filter), 0)"]
      case .all(let wanted): return ["ifnull(min(\(exact(wanted)))\(filter), 1)"]
      case .none(let wanted): return ["NOT ifnull(max(\(exact(wanted)))\(filter), 0)"]
      }
    }

    /// Months and business days are no number; the machine adds them.
    private mutating func sum(_ column: QueryColumn, _ filter: String) -> String {
      let value = value(column.expression)
      let sum = "ifnull(sum(\(value))\(filter), 0)"
      guard column.type == .duration else { return sum }
      return "CASE max(typeof(\(value)))\(filter) WHEN 'text' THEN kindly_row_by_row() ELSE \(sum) END"
    }

    private mutating func list(_ columns: [QueryColumn]) -> String {
      columns.map { value($0.expression) }.joined(separator: ", ")
    }

    private func places(_ columns: [QueryColumn]) -> String {
      (1...max(1, columns.count)).map(String.init).joined(separator: ", ")
    }

    private func filter(_ conditions: [String]) -> String {
      conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    }

    private mutating func order(_ query: Query) -> String {
      let keys = query.keys.map { key in
        let isOptional = isOptional(key.expression)
        return value(key.expression) + (key.isDescending ? " DESC" : "") + (isOptional ? " NULLS LAST" : "")
      }
      return " ORDER BY " + (keys + ["t.id"]).joined(separator: ", ")
    }

    private func limit(_ query: Query) -> String {
      guard query.skip != nil || query.take != nil else { return "" }
      // Below zero is no row, where SQLite takes it for all of them.
      let take = query.take.map { "max(0, ?\($0 + 1))" } ?? "-1"
      return " LIMIT \(take)" + (query.skip.map { " OFFSET ?\($0 + 1)" } ?? "")
    }

    // MARK: - Truth

    /// True where it holds; false or NULL where it does not.
    private mutating func condition(_ expression: QueryExpression) -> String {
      switch expression {
      case .and(let a, let b): "\(condition(a)) AND \(condition(b))"
      case .or(let a, let b): "(\(condition(a)) OR \(condition(b)))"
      case .less(let a, let b): order("<", a, b)
      case .lessOrEqual(let a, let b): order("<=", a, b)
      case .linked, .isIn: membership(expression)
      default: exact(expression)
      }
    }

    /// 1 where it holds, 0 where it does not.
    private mutating func exact(_ expression: QueryExpression) -> String {
      switch expression {
      case .equal(let a, let b): "(\(value(a)) IS \(value(b)))"
      case .less, .lessOrEqual: "ifnull(\(condition(expression)), 0)"
      case .and(let a, let b): "(\(exact(a)) AND \(exact(b)))"
      case .or(let a, let b): "(\(exact(a)) OR \(exact(b)))"
      case .not(let a): "(NOT \(exact(a)))"
      case .isIn, .linked: "ifnull(\(membership(expression)), 0)"
      case .contains(let needle, let text): "(instr(\(value(text)), \(value(needle))) > 0)"
      default: "ifnull(\(value(expression)), 0)"
      }
    }

    private mutating func order(_ sign: String, _ a: QueryExpression, _ b: QueryExpression) -> String {
      let exact = "\(value(a)) \(sign) \(value(b))"
      // What a day is asked by the clock on the wall; the index knows moments, and no zone is two days from another.
      switch (a, b) {
      case (.dateOf(let moment), .parameter):
        return "(\(exact) AND \(value(moment)) < (\(value(b)) + 4) * 86400)"
      case (.parameter, .dateOf(let moment)):
        return "(\(exact) AND \(value(moment)) > (\(value(a)) - 3) * 86400)"
      // What is over by then had begun before.
      case (.later(let moment, .field(of: _, let noun, let field)), .parameter)
      where noun.fields[field].check == .positive:
        return "(\(exact) AND \(value(moment)) <= \(value(b)))"
      default: return "(\(exact))"
      }
    }

    private mutating func membership(_ expression: QueryExpression) -> String {
      switch expression {
      case .isIn(let one, let all):
        // An index is looked up for a column on the left alone.
        if all.count == 1 { return "\(value(all[0])) = \(value(one))" }
        let members = all.map { value($0) }.joined(separator: ", ")
        return all.isEmpty ? "0" : "\(value(one)) IN (\(members))"
      case .linked(let row, let noun, let field, let target):
        guard let shape = TableShape.all[Int(noun.rawValue)] else { return "0" }
        let table = quoted(shape.linkTable(shape.columns[field]))
        if case .parameter = target {
          return "\(value(row)) IN (SELECT owner FROM \(table) WHERE target = \(value(target)))"
        }
        // Of a pair the right row is looked up by its number.
        if case .other = target { return "u.id IN (SELECT target FROM \(table) WHERE owner = \(value(row)))" }
        if case .other = row { return "u.id IN (SELECT owner FROM \(table) WHERE target = \(value(target)))" }
        return "EXISTS (SELECT 1 FROM \(table) WHERE owner = \(value(row)) AND target = \(value(target)))"
      default: return exact(expression)
      }
    }

    // MARK: - Values

    private mutating func value(_ expression: QueryExpression) -> String {
      switch expression {
      case .parameter(let number): return "?\(number + 1)"
      case .row: return "t.id"
      case .other: return "u.id"
      case .field(of: .row, let noun, let field): return "t.\(quoted(noun.fields[field].name))"
      case .field(of: .other, let noun, let field): return "u.\(quoted(noun.fields[field].name))"
      case .field(of: let record, let noun, let field):
        references += 1
        let alias = "r\(references)"
        return
          "(SELECT \(alias).\(quoted(noun.fields[field].name)) FROM \(quoted(noun.word)) AS \(alias) WHERE \(alias).id = \(value(record)))"
      case .integer(let number): return "\(number)"
      case .nothing: return "NULL"
      case .coalesce(let a, let b): return "ifnull(\(value(a)), \(value(b)))"
      case .dateOf(let moment): return "kindly_date(\(value(moment)))"
      case .later(let moment, let length): return later(value(moment), value(length))
      case .equal, .less, .lessOrEqual, .and, .or, .not, .isIn, .linked, .contains: return exact(expression)
      }
    }

    /// Exact seconds are added here, for a call of a function takes far longer; one that leaves the calendar is refused there.
    private func later(_ moment: String, _ length: String) -> String {
      let (first, last) = (Self.calendar.lowerBound, Self.calendar.upperBound)
      return
        "CASE WHEN typeof(\(length)) = 'integer' AND \(moment) + \(length) BETWEEN \(first) AND \(last) THEN \(moment) + \(length) ELSE kindly_later(\(moment), \(length)) END"
    }

    /// Moments that are in the calendar in every zone.
    private static let calendar = CivilDate.first.days * 86_400 + 172_800...CivilDate.last.days * 86_400 - 172_800

    private func isOptional(_ expression: QueryExpression) -> Bool {
      switch expression {
      case .field(of: .row, let noun, let field): noun.fields[field].isOptional
      case .parameter, .field, .nothing, .dateOf: true
      case .coalesce(let a, let b): isOptional(a) && isOptional(b)
      case .later(let moment, _): isOptional(moment)
      default: false
      }
    }
  }
}
