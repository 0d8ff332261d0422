// What the arguments of each verb look like. This is syntax alone: which verbs there are for which rows, and what they
// give, is the catalog's and the checker's.

enum VerbSyntax {
  /// No arguments.
  case none
  /// One expression; the comma behind it belongs to those around.
  case one
  /// One expression, or none.
  case optional
  /// As `optional`, and `name(…)` too: a function has the same name, and which is meant is the checker's to see.
  case function
  /// `E [desc], …`
  case sort
  /// `[name:] E, …`
  case select
  /// `[name:] K, … [{ n: rows | count, … }]`
  case group
  /// `SOURCE on COND`, a function by `join(…)`
  case join
  /// `{ … }`
  case block
  /// `{ field: E, … }`
  case record
  /// `T(…)`
  case template
  /// A bare word: `json`.
  case word

  init?(_ word: Word) {
    switch word {
    case .where, .any, .all, .map, .search, .save, .take, .skip: self = .one
    // `none` the verb; the case `.none` of this enumeration is another matter.
    case .none: self = .one
    case .first, .last, .average: self = .optional
    case .sum, .min, .max, .distinct: self = .function
    case .sort: self = .sort
    case .select: self = .select
    case .group: self = .group
    case .join: self = .join
    case .each: self = .block
    case .update: self = .record
    case .draft: self = .template
    case .to: self = .word
    case .count, .flatten, .reverse, .remove, .approve, .send, .perform, .cancel, .show, .chart: self = VerbSyntax.none
    default: return nil
    }
  }
}
