// What kinds of node there are, and what each keeps in its four slots. `list x,y` means `tree.list(x, y)`;
// an unused slot is 0; a missing part is `NodeID.none`; a missing name is `Symbol.none`.

public enum NodeKind: UInt8, Sendable {
  /// Where something should stand that could not be parsed; the mistake has been reported.
  case missing

  // MARK: Literals
  /// a: index in `integers`.
  case integer
  /// a: index in `numbers` (decimals and percents).
  case number
  /// a: index in `texts`, escapes resolved.
  case text
  /// list a,b: `text` nodes and expressions in turn.
  case interpolation
  /// a: days since 1970-01-01, an Int32 by its bit pattern.
  case date
  /// a: seconds since midnight.
  case time
  /// a: as `date`; b: as `time`; c: index in `texts` of the zone (`+01:00`, `Z`, `Europe/Berlin`) plus one, 0 for the user's.
  case dateTime
  /// a: index in `integers` of the amount; op: `DurationUnit`.
  case duration
  /// op: 0 or 1.
  case boolean
  case nothing
  /// a: symbol of the name without its `@`.
  case handle
  /// list a,b: elements.
  case list
  /// list a,b: key, value, key, value …
  case mapLiteral
  /// list a,b: `recordField`s.
  case record
  /// a: symbol; b: value. The span begins with the name.
  case recordField

  // MARK: Names and operators
  /// a: symbol.
  case name
  case it
  /// op: `UnaryOperator`; a: operand.
  case unary
  /// op: `BinaryOperator`; a, b: operands; c: offset of the operator.
  case binary
  /// a: callee; list b,c: arguments, each an expression or an `argument`.
  case call
  /// A named argument. a: symbol; b: value. The span begins with the name.
  case argument
  /// a: object; b: symbol of the field; c: offset of the field's name; op: 1 for `?.`.
  case member
  /// a: list or text; b: index.
  case index
  /// A time after a date: `friday 17:00`. a: date; b: `time`.
  case atTime
  /// `x ago`. a: duration.
  case ago
  /// `x from now`. a: duration.
  case fromNow
  /// `next friday`, `last friday`. op: 0 next, 1 last; a: symbol of the weekday.
  case weekday
  /// list a,b: `parameter`s; c: body.
  case lambda
  /// a: symbol; b: type or none; c: default or none.
  case parameter

  // MARK: Pipelines
  /// a: left; b: `verb`, or `call` or `name` of a function that takes the left as its first argument.
  case pipe
  /// a: symbol; list b,c: `verbArgument`s. The span begins with the verb's name.
  case verb
  /// a: symbol of the name before `:` or none; b: expression; op: `VerbArgumentForm`.
  case verbArgument

  // MARK: Control
  /// a: condition; b: `block`; c: `block`, `ifElse` or none.
  case ifElse
  /// a: subject; list b,c: `arm`s.
  case match
  /// list a,b: patterns, and when op is 1 one more behind them: the guard; c: body.
  /// Patterns are expressions: literals, `..` ranges, names (an enumeration case, or a name that binds, or `_`; none for `else`).
  case arm
  /// list a,b: statements.
  case block
  /// a: block; b: symbol of the error's name or none; c: block.
  case tryCatch
  /// a: text expression.
  case fail
  /// a: value or none.
  case returns
  case breaks
  case continues

  // MARK: Statements and declarations
  /// a: symbol; b: type or none; c: value; op: 1 for `var`.
  case binding
  /// a: target (`name`, `member`, `index`); b: value.
  case assign
  /// a: index in `functions`.
  case function
  /// list a,op: symbols of the names; b: source; c: `block`.
  case forIn
  /// a: condition; b: `block`.
  case whileLoop
  /// a: index in `texts` of the path; b: symbol of the alias or none.
  case use
  /// a: condition.
  case expect
  /// a: index in `texts` of the name; b: `block`.
  case test
  /// `at DATETIME { … }` in a test. a: moment; b: `block`.
  case atMoment
  /// `field Interview.days = …`. a: symbol of the type; b: symbol of the name; c: expression.
  case field
  /// a: index in `templates`.
  case template
  /// a: index in `rules`.
  case rule
  /// a: index in `declarations`.
  case noun
  /// a: index in `commands`.
  case command

  // MARK: Types
  /// a: symbol.
  case typeName
  /// `T?`. a: type.
  case typeOptional
  /// `List<T>`. a: type.
  case typeList
  /// Any other type with types in angle brackets, `Map<K, V>`. a: symbol of the name; list b,c: types.
  case typeGeneric
  /// list a,b: `recordField`s whose values are types.
  case typeRecord
  /// list a,b: types of the parameters; c: result.
  case typeFunction
}

public enum UnaryOperator: UInt8, Sendable {
  case negate, not
}

public enum BinaryOperator: UInt8, Sendable, CaseIterable {
  case or, and
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, isIn, isNotIn
  case range
  case coalesce
  case add, subtract
  case multiply, divide, div, mod

  /// As it is written.
  public var spelling: String {
    switch self {
    case .or: "or"
    case .and: "and"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .isIn: "in"
    case .isNotIn: "not in"
    case .range: ".."
    case .coalesce: "??"
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .div: "div"
    case .mod: "mod"
    }
  }
}

public enum DurationUnit: UInt8, Sendable {
  case seconds, minutes, hours, days, businessDays, weeks, months, years
}

public enum VerbArgumentForm: UInt8, Sendable {
  /// An expression, asked of each row or once, as the verb says.
  case expression
  /// `sort E desc`.
  case descending
  /// The fields in braces behind `group`.
  case fields
  /// A bare word, such as the format of `to json`: a `name` node that is not looked up.
  case word
  /// The condition behind `on` in `join S on C`.
  case on
}
