// What people bring from other languages, and what Kindly says for it. Read only where something is reported. A word
// that is near to one of Kindly's own needs no line here: `Suggest` finds it.

public enum ForeignWord {
  /// What a type is called here.
  public static func type(_ word: String) -> String? { types[word] }

  /// What a function is called here, or the verb where it stands behind `|`.
  public static func function(_ word: String) -> String? { functions[word] }

  /// What a value is called here.
  public static func value(_ word: String) -> String? { values[word] }

  /// What a word at the head of a statement is here: `throw "x"` is `fail "x"`.
  public static func statement(_ word: String) -> String? { statements[word] }

  /// A word that other languages begin a whole construct with, where another word, a type or a brace follows it.
  public static func construct(_ word: String) -> Construct? { constructs[word] }

  public struct Construct: Sendable {
    /// What to write.
    public let advice: String
    /// What the word itself can be replaced by.
    public let replacement: String?
    public let reading: Reading
  }

  /// As what a construct is read, so that what stands in it is checked.
  public enum Reading: Sendable {
    case loop, condition, repetition, function, binding, nothing
    /// Runs until something in it ends it: its head is no more than the word.
    case forever
  }

  /// A unit of time behind a number: `5 min` is `5m`.
  public static func unit(_ word: String) -> String? { units[word] }

  private static let types = [
    "String": "Text", "string": "Text", "Str": "Text", "str": "Text", "text": "Text", "Char": "Text", "char": "Text",
    "Integer": "Int", "integer": "Int", "int": "Int", "Long": "Int", "long": "Int", "Int64": "Int", "i64": "Int",
    "Float": "Number", "float": "Number", "Double": "Number", "double": "Number", "number": "Number",
    "Decimal": "Number", "decimal": "Number", "Real": "Number", "Boolean": "Bool", "boolean": "Bool", "bool": "Bool",
    "Array": "List<…>", "array": "List<…>", "list": "List<…>", "Vec": "List<…>", "Set": "List<…>",
    "Dict": "Map<…, …>", "dict": "Map<…, …>", "Dictionary": "Map<…, …>", "Object": "Map<…, …>", "map": "Map<…, …>",
    "Void": "Nothing", "void": "Nothing", "Unit": "Nothing", "None": "Nothing", "Null": "Nothing", "nothing": "Nothing",
    "Timestamp": "DateTime", "Datetime": "DateTime", "date": "Date", "TimeDelta": "Duration", "Interval": "Duration",
  ]

  private static let functions = [
    "len": "length", "size": "length", "str": "text", "toString": "text", "to_string": "text", "tostring": "text",
    "string": "text", "filter": "where", "reduce": "fold", "foldl": "fold", "inject": "fold", "strip": "trim",
    "to_upper": "upper", "toUpperCase": "upper", "upcase": "upper", "uppercase": "upper", "to_lower": "lower",
    "toLowerCase": "lower", "downcase": "lower", "lowercase": "lower", "println": "print", "puts": "print",
    "echo": "print", "printf": "print", "foreach": "each", "for_each": "each", "forEach": "each", "typeof": "type_of",
    "order_by": "sort", "orderby": "sort", "group_by": "group", "order": "sort", "limit": "take",
    "head": "first", "tail": "skip", "unique": "distinct", "uniq": "distinct",
    "startswith": "starts_with", "startsWith": "starts_with", "endswith": "ends_with", "endsWith": "ends_with",
    "indexOf": "index_of", "index": "index_of", "includes": "contains", "has": "contains", "mean": "average",
    "avg": "average", "flat": "flatten", "assert": "expect", "throw": "fail", "raise": "fail", "error": "fail",
    "panic": "fail", "datetime": "date", "strftime": "format",
  ]

  private static let values = [
    "null": "nothing", "nil": "nothing", "None": "nothing", "Null": "nothing", "NULL": "nothing", "Nil": "nothing",
    "undefined": "nothing", "none": "nothing", "True": "true", "TRUE": "true", "False": "false", "FALSE": "false",
  ]

  private static let statements = [
    "throw": "fail", "raise": "fail", "panic": "fail", "assert": "expect", "import": "use", "require": "use",
    "include": "use",
  ]

  private static let constructs: [String: Construct] = {
    func say(_ advice: String, _ reading: Reading, replacement: String? = nil) -> Construct {
      Construct(advice: advice, replacement: replacement, reading: reading)
    }
    var all = [
      "foreach": say("write `for`", .loop, replacement: "for"),
      "unless": say("write `if not (…) { … }`", .condition),
      "until": say("write `while not (…) { … }`", .repetition),
      "switch": say("write `match x { 1 => …, else => … }`", .nothing),
      "save": say("the rows come first: `rows | save \"rows.csv\"`", .nothing),
      "from": say("write `use \"file.kindly\"`", .nothing),
      "new": say(
        "what the store keeps is declared, `contact \"Dana\" at \"Acme\"`; a record is `{ name: \"Dana\" }`",
        .nothing),
    ]
    for word in ["when", "case"] { all[word] = say("write `match x { 1 => …, else => … }`", .nothing) }
    for word in ["fun", "proc", "sub", "procedure", "method"] {
      all[word] = say("write `fn`", .function, replacement: "fn")
    }
    all["auto"] = say("write `let`", .binding, replacement: "let")
    for word in ["show", "count", "sum", "select", "filter", "write", "export", "sort", "delete"] {
      all[word] = say("a verb stands behind its list, and behind `|`: `contacts | show`", .nothing)
    }
    for word in ["loop", "forever", "repeat", "do"] {
      all[word] = say("write `while true { … }`, with a `break` in it", .forever)
    }
    for word in ["class", "struct", "record", "data", "enum", "interface", "type", "typedef"] {
      all[word] = say("types are not declared: a record is written `{ name: \"Dana\", days: 3 }`", .nothing)
    }
    return all
  }()

  private static let units = [
    "sec": "s", "secs": "s", "min": "m", "mins": "m", "hr": "h", "hrs": "h", "wk": "w", "wks": "w", "yr": "y",
    "yrs": "y", "mth": "mo", "mths": "mo",
  ]
}
