// The verbs of pipelines. One entry each: the name, what it needs and gives in words. Their types are the checker's,
// their code the compiler's; both switch over this enumeration without a default.

public enum Verb: String, CaseIterable, Sendable {
  case `where`, sort, select, take, skip, first, last, count, sum, average, min, max, any, all, none, map
  case flatten, distinct, reverse, group, join, each, search, update, remove
  case draft, approve, send, perform, cancel, show, to, save, chart

  /// The verb as a script writes it.
  public var name: String { rawValue }

  /// One line for completion and help.
  public var summary: String {
    switch self {
    case .where: "keeps the rows that hold"
    case .sort: "orders the rows; nothing comes last"
    case .select: "records with just these fields"
    case .take: "the first N rows"
    case .skip: "all but the first N rows"
    case .first: "the first row, or the first N"
    case .last: "the last row"
    case .count: "how many rows"
    case .sum: "the sum over the rows"
    case .average: "the average over the rows"
    case .min: "the least over the rows"
    case .max: "the greatest over the rows"
    case .any: "whether a row holds"
    case .all: "whether every row holds"
    case .none: "whether no row holds"
    case .map: "each row's value"
    case .flatten: "lists within a list as one list"
    case .distinct: "each value once"
    case .reverse: "the rows from last to first"
    case .group: "one record per key"
    case .join: "pairs of rows that hold"
    case .each: "runs a block for every row"
    case .search: "full-text search"
    case .update: "changes fields of the rows"
    case .remove: "deletes the rows"
    case .draft: "writes a letter for every row"
    case .approve: "your word that the messages may go"
    case .send: "hands approved messages to the transport"
    case .perform: "does what etiquette asks for"
    case .cancel: "takes messages back"
    case .show: "prints a table; nothing for an empty list"
    case .to: "the rows as text: \(RowFormat.listed(RowFormat.texts))"
    case .save: "writes the rows to a file"
    case .chart: "a picture of the rows"
    }
  }

  /// Of which rows there is a picture, for a sentence.
  public static let pictures =
    "records with a name and a number make bars (`group company`); interviews, deadlines, and records with a name and a day make a timeline"
}
