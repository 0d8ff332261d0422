// A question to the store, as the compiler takes it out of a pipeline: which records of a noun, in which order, how many,
// or one value made of them. It is data about the noun table alone; SQL is the store's, what may be taken out of a
// pipeline the compiler's.

/// What is asked of one row. Nothing is a value like any other here: `equal` accepts it, `less` is false of it.
public indirect enum QueryExpression: Hashable, Sendable {
  /// The value that comes with the question, by its number.
  case parameter(Int)
  /// The row itself.
  case row
  /// A stored field of a record; nothing where the record is.
  case field(of: QueryExpression, Noun, Int)
  /// A whole number, the number of a case, or a truth as 0 or 1.
  case integer(Int64)
  case nothing
  case equal(QueryExpression, QueryExpression)
  case less(QueryExpression, QueryExpression)
  case lessOrEqual(QueryExpression, QueryExpression)
  case and(QueryExpression, QueryExpression)
  case or(QueryExpression, QueryExpression)
  case not(QueryExpression)
  case isIn(QueryExpression, [QueryExpression])
  /// Whether the last stands in the record's field, which is a list of records.
  case linked(QueryExpression, Noun, Int, QueryExpression)
  case coalesce(QueryExpression, QueryExpression)
  /// Whether the first text stands in the second.
  case contains(QueryExpression, QueryExpression)
  /// The date of a moment, in the user's zone.
  case dateOf(QueryExpression)
  /// A moment and a duration.
  case later(QueryExpression, QueryExpression)
}

public struct QueryKey: Hashable, Sendable {
  public let expression: QueryExpression
  public let isDescending: Bool
  public init(_ expression: QueryExpression, isDescending: Bool) {
    self.expression = expression
    self.isDescending = isDescending
  }
}

/// Made once for a place in a program; who answers it may keep what it has made of it under its identity.
public final class Query: Sendable {
  public enum Result: Hashable, Sendable {
    case rows
    /// The first row, if there is one.
    case first
    case count
    /// Whether a row holds; whether none does that not hold.
    case any(QueryExpression)
    case all(QueryExpression)
    case none(QueryExpression)
    /// The least and the greatest that is not nothing, of a field's type.
    case min(QueryExpression, FieldType)
    case max(QueryExpression, FieldType)
  }

  public let noun: Noun
  /// All of them hold.
  public let conditions: [QueryExpression]
  /// The first key decides; rows that are alike in all stand in the order of their creation.
  public let keys: [QueryKey]
  /// The parameters that say how many rows are left out at the beginning, and how many follow.
  public let skip: Int?
  public let take: Int?
  public let result: Result

  public init(
    noun: Noun, conditions: [QueryExpression], keys: [QueryKey], skip: Int?, take: Int?, result: Result
  ) {
    self.noun = noun
    self.conditions = conditions
    self.keys = keys
    self.skip = skip
    self.take = take
    self.result = result
  }
}

/// What the store answers.
public enum QueryAnswer: Hashable, Sendable {
  case rows([RowID])
  case value(Value)
}

/// How a question is answered, for `explain`.
public struct QueryPlan: Hashable, Sendable {
  public let sql: String
  /// The steps of the database, as it tells them.
  public let steps: [String]
  public init(sql: String, steps: [String]) {
    self.sql = sql
    self.steps = steps
  }
}
