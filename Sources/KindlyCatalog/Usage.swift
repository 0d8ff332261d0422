// How verbs are written, and examples of those that only look: for help and the documentation. An example is run by a
// test. What they give is the checker's to say; how commands are written follows from their table.

extension Verb {
  /// How it is written behind a `|`; what stands in square brackets may be left out.
  public var usage: String {
    switch self {
    case .where: "where COND"
    case .sort: "sort [E [desc]] [, E [desc] …]"
    case .select: "select FIELD, NAME: E, …"
    case .take: "take N"
    case .skip: "skip N"
    case .first: "first [N]"
    case .last: "last [N]"
    case .count: "count"
    case .sum: "sum [E]"
    case .average: "average [E]"
    case .min: "min [E]"
    case .max: "max [E]"
    case .any: "any COND"
    case .all: "all COND"
    case .none: "none COND"
    case .map: "map E"
    case .flatten: "flatten"
    case .distinct: "distinct [E]"
    case .reverse: "reverse"
    case .group: "group [NAME:] KEY [, …] [{ NAME: rows | …, … }]"
    case .join: "join LIST on COND"
    case .each: "each { … }"
    case .search: "search \"words\""
    case .update: "update { FIELD: E, … }"
    case .remove: "remove"
    case .draft: "draft TEMPLATE(…)"
    case .approve: "approve"
    case .send: "send"
    case .perform: "perform"
    case .cancel: "cancel"
    case .show: "show"
    case .to: "to \(RowFormat.texts.joined(separator: " | "))"
    case .save: "save \"FILE.json\""
    case .chart: "chart"
    }
  }

  /// A pipeline and what it prints; nil for what needs records or has effects.
  public var example: (code: String, prints: String)? {
    switch self {
    case .where: ("[3, 8, 5] | where it > 4", "[8, 5]")
    case .sort: (#"["bb", "a", "cc"] | sort length(it) desc, it"#, #"["bb", "cc", "a"]"#)
    case .select: (#"[{ name: "Dana", n: 3 }] | select name, twice: n * 2"#, #"[{name: "Dana", twice: 6}]"#)
    case .take: ("[1, 2, 3] | take 2", "[1, 2]")
    case .skip: ("[1, 2, 3] | skip 2", "[3]")
    case .first: ("[3, 1, 2] | first", "3")
    case .last: ("[3, 1, 2] | last 2", "[1, 2]")
    case .count: ("1..9 | where it mod 2 == 0 | count", "4")
    case .sum: ("[45m, 1h] | sum", "1h 45m")
    case .average: ("[1, 2] | average", "1.5")
    case .min: (#"["bb", "a"] | min length(it)"#, "1")
    case .max: ("[2026-11-24, 2026-12-01] | max", "2026-12-01")
    case .any: ("[1, 2] | any it > 1", "true")
    case .all: ("[1, 2] | all it > 1", "false")
    case .none: ("[1, 2] | none it > 2", "true")
    case .map: ("[1, 2] | map it * 10", "[10, 20]")
    case .flatten: ("[[1], [2, 3]] | flatten", "[1, 2, 3]")
    case .distinct: (#"["Acme", "Birch", "Acme"] | distinct"#, #"["Acme", "Birch"]"#)
    case .reverse: ("[1, 2, 3] | reverse", "[3, 2, 1]")
    case .group: ("[1, 2, 3] | group odd: it mod 2 == 1 { n: rows | count }", "[{odd: true, n: 2}, {odd: false, n: 1}]")
    case .join: ("[1, 2] | join [2, 3] on left == right", "[{left: 2, right: 2}]")
    case .to: (#"[{ a: 1 }] | to csv | trim"#, "a\n1")
    case .each, .search, .update, .remove, .draft, .approve, .send, .perform, .cancel, .show, .save, .chart: nil
    }
  }
}
