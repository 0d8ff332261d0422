// Functions that look for a pattern in a text. What a pattern may say is told in KindlyPatterns; it is matched in time
// that grows with the text, never faster.

public enum PatternFunction: String, BuiltinTopic {
  case matches, find
  case findAll = "find_all"
  case captures
  case splitAt = "split_at"
  case replaceMatches = "replace_matches"

  public var spec: BuiltinSpec {
    switch self {
    case .matches:
      BuiltinSpec(
        "matches(text: Text, pattern: Text) -> Bool",
        summary: "Whether the pattern fits somewhere in the text; `^` and `$` tie it to the text's ends.",
        example: #"matches("REQ-2041", '^[A-Z]+-\d+$')"#, prints: "true", fails: "a text that is no pattern")
    case .find:
      BuiltinSpec(
        "find(text: Text, pattern: Text) -> Text?",
        summary: "The first part of the text that the pattern fits; nothing where it fits nowhere.",
        example: #"find("Room 14, floor 3", '\d+')"#, prints: "14", fails: "a text that is no pattern")
    case .findAll:
      BuiltinSpec(
        "find_all(text: Text, pattern: Text) -> List<Text>",
        summary: "Every part of the text that the pattern fits, from left to right; none overlaps another.",
        example: #"find_all("Room 14, floor 3", '\d+')"#, prints: #"["14", "3"]"#, fails: "a text that is no pattern")
    case .captures:
      BuiltinSpec(
        "captures(text: Text, pattern: Text) -> List<Text?>",
        summary:
          "What the parentheses of the first fit hold, from left to right, `nothing` for one that took no part; an empty list where the pattern fits nowhere.",
        example: #"captures("Reyes, Dana", '(\w+), (\w+)')"#, prints: #"["Reyes", "Dana"]"#,
        fails: "a text that is no pattern")
    case .splitAt:
      BuiltinSpec(
        "split_at(text: Text, pattern: Text) -> List<Text>",
        summary: "The parts of the text between what the pattern fits.",
        example: #"split_at("Excel, SQL;R", '[,;] *')"#, prints: #"["Excel", "SQL", "R"]"#,
        fails: "a text that is no pattern")
    case .replaceMatches:
      BuiltinSpec(
        "replace_matches(text: Text, pattern: Text, new: Text) -> Text",
        summary: "The text with every part that the pattern fits replaced by `new`.",
        example: #"replace_matches("so   many  blanks", ' +', " ")"#, prints: "so many blanks",
        fails: "a text that is no pattern; a result longer than 128 megabytes")
    }
  }
}
