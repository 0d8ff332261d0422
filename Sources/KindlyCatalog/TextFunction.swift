// Functions on texts. A character is what people see as one; searching works on the NFC scalars.

public enum TextFunction: String, BuiltinTopic {
  case lower, upper, capitalize
  case titleCase = "title_case"
  case trim
  case trimStart = "trim_start"
  case trimEnd = "trim_end"
  case isBlank = "is_blank"
  case split, join, replace
  case startsWith = "starts_with"
  case endsWith = "ends_with"
  case removePrefix = "remove_prefix"
  case removeSuffix = "remove_suffix"
  case words, lines, characters
  case codePoints = "code_points"
  case fromCodePoints = "from_code_points"
  case take, skip, reverse, pad
  case padStart = "pad_start"
  case similarity
  case parseInt = "parse_int"
  case parseNumber = "parse_number"

  public var spec: BuiltinSpec {
    switch self {
    case .lower:
      BuiltinSpec(
        "lower(text: Text) -> Text", summary: "The text in lower case.", example: #"lower("ACME")"#, prints: "acme")
    case .upper:
      BuiltinSpec(
        "upper(text: Text) -> Text", summary: "The text in upper case.", example: #"upper("acme")"#, prints: "ACME")
    case .capitalize:
      BuiltinSpec(
        "capitalize(text: Text) -> Text", summary: "The text with its first character in upper case.",
        example: #"capitalize("accounting manager")"#, prints: "Accounting manager")
    case .titleCase:
      BuiltinSpec(
        "title_case(text: Text) -> Text",
        summary: "The text with every word's first letter in upper case and the others in lower case.",
        example: #"title_case("DANA o'neil-REYES")"#, prints: "Dana O'neil-Reyes")
    case .trim:
      BuiltinSpec(
        "trim(text: Text) -> Text", summary: "The text without the blanks at both ends.",
        example: #""[" + trim("  hi ") + "]""#, prints: "[hi]")
    case .trimStart:
      BuiltinSpec(
        "trim_start(text: Text) -> Text", summary: "The text without the blanks at its start.",
        example: #""[" + trim_start("  hi ") + "]""#, prints: "[hi ]")
    case .trimEnd:
      BuiltinSpec(
        "trim_end(text: Text) -> Text", summary: "The text without the blanks at its end.",
        example: #""[" + trim_end("  hi ") + "]""#, prints: "[  hi]")
    case .isBlank:
      BuiltinSpec(
        "is_blank(text: Text) -> Bool", summary: "Whether the text is empty or blanks alone.",
        example: #"is_blank(" \n")"#, prints: "true")
    case .split:
      BuiltinSpec(
        "split(text: Text, by: Text) -> List<Text>", summary: "The parts of a text between a separator.",
        example: #"split("a,b,", ",")"#, prints: #"["a", "b", ""]"#, fails: "an empty separator")
    case .join:
      BuiltinSpec(
        "join(parts: List<Text>, with: Text) -> Text", summary: "The texts of a list, with a text between them.",
        example: #"join(["a", "b"], "-")"#, prints: "a-b", fails: "a result longer than 128 megabytes")
    case .replace:
      BuiltinSpec(
        "replace(text: Text, old: Text, new: Text) -> Text", summary: "The text with every `old` replaced by `new`.",
        example: #"replace("banana", "an", "o")"#, prints: "booa",
        fails: "an empty `old`; a result longer than 128 megabytes")
    case .startsWith:
      BuiltinSpec(
        "starts_with(text: Text, prefix: Text) -> Bool", summary: "Whether the text begins with another.",
        example: #"starts_with("Acme", "Ac")"#, prints: "true")
    case .endsWith:
      BuiltinSpec(
        "ends_with(text: Text, suffix: Text) -> Bool", summary: "Whether the text ends with another.",
        example: #"ends_with("Acme", "me")"#, prints: "true")
    case .removePrefix:
      BuiltinSpec(
        "remove_prefix(text: Text, prefix: Text) -> Text", summary: "The text without a beginning, if it has that one.",
        example: #"remove_prefix("Re: Re: hello", "Re: ")"#, prints: "Re: hello")
    case .removeSuffix:
      BuiltinSpec(
        "remove_suffix(text: Text, suffix: Text) -> Text", summary: "The text without an ending, if it has that one.",
        example: #"remove_suffix("Acme Inc.", " Inc.")"#, prints: "Acme")
    case .words:
      BuiltinSpec(
        "words(text: Text) -> List<Text>", summary: "The words of a text, split at blanks.",
        example: #"words("Dana  Reyes")"#, prints: #"["Dana", "Reyes"]"#)
    case .lines:
      BuiltinSpec(
        "lines(text: Text) -> List<Text>",
        summary: "The lines of a text, without their breaks; a break at the very end opens no further line.",
        example: #"lines("a\nb\n")"#, prints: #"["a", "b"]"#)
    case .characters:
      BuiltinSpec(
        "characters(text: Text) -> List<Text>", summary: "The characters of a text, as people see them.",
        example: #"characters("Zoë")"#, prints: #"["Z", "o", "ë"]"#)
    case .codePoints:
      BuiltinSpec(
        "code_points(text: Text) -> List<Int>", summary: "The numbers of a text's Unicode scalars.",
        example: #"code_points("Hi")"#, prints: "[72, 105]")
    case .fromCodePoints:
      BuiltinSpec(
        "from_code_points(numbers: List<Int>) -> Text", summary: "The text of these Unicode scalars.",
        example: "from_code_points([72, 105])", prints: "Hi", fails: "a number that is no Unicode scalar")
    case .take:
      BuiltinSpec(
        "take(text: Text, count: Int) -> Text",
        summary: "The first characters of a text; all of them if it has no more.",
        example: #""Senior Accountant" | take 6"#, prints: "Senior", fails: "a negative number")
    case .skip:
      BuiltinSpec(
        "skip(text: Text, count: Int) -> Text", summary: "A text without its first characters.",
        example: #""Senior Accountant" | skip 7"#, prints: "Accountant", fails: "a negative number")
    case .reverse:
      BuiltinSpec(
        "reverse(text: Text) -> Text", summary: "The characters from last to first.", example: #"reverse("Zoë")"#,
        prints: "ëoZ")
    case .pad:
      BuiltinSpec(
        "pad(text: Text, width: Int) -> Text", "pad(text: Text, width: Int, with: Text) -> Text",
        summary: "The text, filled at its end to a number of characters: with blanks, or with a character.",
        example: #"pad("Acme", 8, ".") + "42""#, prints: "Acme....42",
        fails: "a filling that is not one character; a result longer than 128 megabytes")
    case .padStart:
      BuiltinSpec(
        "pad_start(text: Text, width: Int) -> Text", "pad_start(text: Text, width: Int, with: Text) -> Text",
        summary: "The text, filled at its start to a number of characters: with blanks, or with a character.",
        example: #"pad_start("7", 3, "0")"#, prints: "007",
        fails: "a filling that is not one character; a result longer than 128 megabytes")
    case .similarity:
      BuiltinSpec(
        "similarity(a: Text, b: Text) -> Number",
        summary: "How alike two texts are, from 0 to 1: the Jaccard similarity of their sets of three-word runs.",
        example: #"similarity("thank you for your time", "Thank you for your help!")"#, prints: "0.5")
    case .parseInt:
      BuiltinSpec(
        "parse_int(text: Text) -> Int?",
        summary: "The whole number that a text says, blanks around it allowed; nothing where it says none.",
        example: #"parse_int(" -42 ")"#, prints: "-42")
    case .parseNumber:
      BuiltinSpec(
        "parse_number(text: Text) -> Number?",
        summary: "The number that a text says, such as `3`, `-2.5`, `1e9` or `60%`; nothing where it says none.",
        example: #"parse_number("60%")"#, prints: "0.6")
    }
  }
}
