// A question to the store, as the compiler takes it out of a pipeline: which records of a noun, in which order, how many,
// or what is made of them. It is data about the noun table alone; SQL is the store's, what may be taken out of a
// pipeline the compiler's.

/// What is asked of one row. Nothing is a value like any other here: `equal` accepts it, `less` is false of it.
public indirect enum QueryExpression: Hashable, Sendable {
  /// The value that comes with the question, by its number.
  case parameter(Int)
  /// The row itself; in pairs, the left one.
  case row
  /// The right row of a pair.
  case other
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

/// A value of each row, and what it is.
public struct QueryColumn: Hashable, Sendable {
  public let expression: QueryExpression
  public let type: FieldType
  public init(_ expression: QueryExpression, _ type: FieldType) {
    self.expression = expression
    self.type = type
  }
}

/// One value of many rows.
public struct QueryAggregate: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case count
    /// Of whole numbers or durations; nothing is passed over.
    case sum(QueryColumn)
    case average(QueryColumn)
    /// The least and the greatest that is not nothing.
    case min(QueryColumn)
    case max(QueryColumn)
    case any(QueryExpression)
    case all(QueryExpression)
    case none(QueryExpression)
  }

  public let kind: Kind
  /// Which of the rows count; all of them hold.
  public let conditions: [QueryExpression]
  public init(_ kind: Kind, conditions: [QueryExpression] = []) {
    self.kind = kind
    self.conditions = conditions
  }
}

/// Made once for a place in a program; who answers it may keep what it has made of it under its identity.
public final class Query: Sendable {
  public enum Result: Hashable, Sendable {
    case rows
    /// The next rows behind the one that is the last parameter, in the order of creation; `Query.page` at most. The
    /// first page may look for them by any index, those behind it go on from there.
    case page(isFirst: Bool)
    /// The first row, if there is one.
    case first
    /// Of rows that are alike in an expression the first.
    case firstOfEach(QueryExpression)
    case value(QueryAggregate)
    /// A line of values for each row; or each line once, where it comes first.
    case table([QueryColumn], isDistinct: Bool)
    /// How many different values there are.
    case countDistinct(QueryColumn)
    /// A line for each of the keys that come, in the order in which they first do: the keys, then what is made of their rows.
    case groups(keys: [QueryColumn], values: [QueryAggregate])
    /// The pairs of rows with those of a noun that hold: lines of two rows.
    case pairs(Noun, [QueryExpression])
  }

  /// How many rows a page has, so that a million of them take no more memory than these.
  public static let page = 4000

  public let noun: Noun
  /// All of them hold.
  public let conditions: [QueryExpression]
  /// The first key decides; rows that are alike in all stand in the order of their creation.
  public let keys: [QueryKey]
  /// The parameters that say how many rows are left out at the beginning, and how many follow.
  public let skip: Int?
  public let take: Int?
  public let result: Result
  /// How many values come with it.
  public let parameters: Int

  public init(
    noun: Noun, conditions: [QueryExpression], keys: [QueryKey] = [], skip: Int? = nil, take: Int? = nil,
    result: Result, parameters: Int
  ) {
    self.noun = noun
    self.conditions = conditions
    self.keys = keys
    self.skip = skip
    self.take = take
    self.result = result
    self.parameters = parameters
  }
}

/// What the store answers.
public enum QueryAnswer: Hashable, Sendable {
  case rows([RowID])
  case value(Value)
  /// The lines have been handed over one by one.
  case lines
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
