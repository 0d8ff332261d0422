// Functions that are about any value, or about the program and the world around it.

public enum GeneralFunction: String, BuiltinTopic {
  case print, text, format
  case typeOf = "type_of"
  case env, help
  case importFile = "import"
  case inbox
  case history
  case overlap

  public var spec: BuiltinSpec {
    switch self {
    case .print:
      BuiltinSpec(
        "print(value: T) -> Nothing", summary: "Prints a value and a line break.", example: "print(1 + 1)",
        prints: "2", effects: .says)
    case .text:
      BuiltinSpec(
        "text(value: T) -> Text", summary: "A value as `print` prints it.", example: #"text(1) + "st""#, prints: "1st")
    case .format:
      BuiltinSpec(
        "format(date: Date, pattern: Text) -> Text", "format(moment: DateTime, pattern: Text) -> Text",
        "format(time: Time, pattern: Text) -> Text", "format(n: Int, pattern: Text) -> Text",
        "format(n: Number, pattern: Text) -> Text",
        summary:
          "A date, a time or a number as a Unicode (LDML) pattern says, in English: `EEEE d MMMM`, `HH:mm`, `#,##0.00`, `0%`.",
        example: ##"format(2026-11-24, "EEEE d MMMM") + ": " + format(1234567.5, "#,##0.00")"##,
        prints: "Tuesday 24 November: 1,234,567.50",
        fails: "a letter that means nothing in a pattern; a pattern of a number without a digit's place")
    case .typeOf:
      BuiltinSpec(
        "type_of(value: T) -> Text", summary: "The type of a value, as the checker knows it.",
        example: "type_of([1, 2])", prints: "List<Int>")
    case .env:
      BuiltinSpec(
        "env(name: Text) -> Text?", summary: "A variable of the environment; nothing where there is none.",
        example: #"env("NO_SUCH_VARIABLE") ?? "unset""#, prints: "unset", effects: .reads)
    case .help:
      BuiltinSpec(
        "help(name: Text) -> Text",
        summary:
          "What there is to know of a name: of a function, a verb, a noun or a field, a type, a command, a rule. At the prompt `help NAME` prints it, and `help` alone what there is.",
        example: #"lines(help("is_blank"))[0]"#, prints: "is_blank(text: Text) -> Bool",
        fails: "a name that there is none of", effects: .reads)
    case .importFile:
      BuiltinSpec(
        "import(file: Text) -> List<Text>", "import(file: Text, map: Text) -> List<Text>",
        summary:
          "Brings the contacts and interviews of a file into the store, as `kindly import` does: LinkedIn's Connections, vCard, iCalendar, JSON, and other CSV with a map such as `name=Full Name,email=E-mail`. Gives the report: how many are new, then what was skipped or guessed, a line each. Importing again changes nothing.",
        example: #"try { import("no such file.csv") } catch e { [e.message] }"#,
        prints: #"["there is no file `no such file.csv`"]"#,
        fails: "a file that is not there, or that nothing can be made of", effects: [.reads, .changes])
    case .inbox:
      BuiltinSpec(
        "inbox() -> List<Text>", "inbox(path: Text) -> List<Text>", "inbox(paths: List<Text>) -> List<Text>",
        summary:
          "Reads Maildirs and mboxes, those of `me.inbox` unless others are named, as `kindly inbox` does: replies set `heard_on`, delivery reports make a message `failed`, your own copies make it `sent`. Gives the report, a line each; none where nothing new has come. Mail is only read, and each counts once.",
        example: #"try { inbox("no such mailbox") } catch e { [e.message] }"#,
        prints: #"["there is no mailbox `no such mailbox`"]"#,
        fails: "a path that is neither a Maildir nor an mbox; no path, and none in `me.inbox`",
        effects: [.reads, .changes])
    case .history:
      BuiltinSpec(
        "history(kind: Text, facts: Map<Text, Text>) -> Bool",
        summary:
          "Records what has happened, as an export does: a message and its state, what was handed over, what you decided about an obligation, which events and emails are known. Returns whether the fact was new; a known fact changes nothing. It never approves a message or makes one ready to send.",
        example: #"history("mail", ["id": "<m1@example.org>", "at": "2026-11-25T09:00:00Z", "what": "reply"])"#,
        prints: "true", fails: "an unknown kind; a fact that is missing, or unknown", effects: .changes)
    case .overlap:
      BuiltinSpec(
        "overlap(message: Message, limit: Number) -> Text?",
        summary:
          "What a letter has in common with one of its kind to somebody else of the same company, where that is more than `limit` of what is not the template's own words, a name, the company, the position or a day: how much, with which letter, and the passage. Letters that have been approved, or gone further, count.",
        example: "messages | map(m -> overlap(m, 60%))", prints: "[]", effects: .reads)
    }
  }
}
