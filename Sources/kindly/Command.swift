// The table of commands. Each is stated once: its word, what stands behind it, its help, its own options, its work.
// The work itself is in Commands.swift; reading the words of a command line is CommandLineReader's.

import KindlySession

/// A command of the program.
struct Command: Sendable {
  let name: String
  /// What stands behind it, as in help: `FILE`, `FILE…` for one or more, `[X]` and `[X…]` where it may be left out.
  var arguments = ""
  let summary: String
  var discussion = ""
  /// Options of its own, besides those that every command takes.
  var options: [Option] = []
  /// Whether all that stands behind the first argument is a script's own, options too.
  var passesRest = false
  /// What it needs of the user's own file of rules.
  let initUse: InitUse
  /// Whether help leaves it out.
  var isHidden = false
  /// What it prints where nothing goes wrong.
  var shows = Shows.text
  /// Does its work; there are as many arguments as it takes.
  let run: @Sendable (Invocation) throws -> Void

  /// What a command prints.
  enum Shows: Sendable {
    /// Rows or a value: in every format that `--format` takes.
    case rows
    /// Words for a person, or a format of its own.
    case text
  }

  /// How many arguments it takes.
  var argumentCount: ClosedRange<Int> {
    let words = arguments.split(separator: " ")
    let least = words.count { !$0.hasPrefix("[") }
    return least...(arguments.contains("…") ? Int.max : words.count)
  }

  static let all: [Command] = [
    run,
    Command(
      name: "eval", arguments: "CODE", summary: "run a line of code and print its value",
      discussion: "Code that begins with `-` goes behind `--`.", initUse: .optional, shows: .rows, run: Commands.eval),
    Command(
      name: "check", arguments: "FILE…", summary: "check scripts without running them",
      options: [
        Option("--fix", "apply the repairs that are certain, and write the files") { $0.isFixing = true },
        Option("--timings", "say how long reading and checking took") { $0.showsTimings = true },
        Option("--effects", "print each function with what it may do") { $0.showsEffects = true },
      ],
      initUse: .needed, run: Commands.check),
    test,
    Command(
      name: "fmt", arguments: "[FILE…]", summary: "bring sources into the one style, in place",
      discussion:
        "Folders are walked for `*.kindly`. Without a file, or with `-`, from standard input to standard output.",
      options: [Option("--check", "list the files that would change, and change none") { $0.isCheck = true }],
      initUse: .unused, run: Commands.format),
    Command(
      name: "agenda", summary: "show what etiquette asks of you now", initUse: .optional, shows: .rows,
      run: Commands.agenda),
    Command(
      name: "send", arguments: "[HANDLE…]", summary: "send what you have approved, or these messages",
      discussion: """
        Outside the hours in `me.send_from` and `me.send_until` a message waits. Of one that is in doubt it asks whether it
        was sent.
        """,
      options: [
        Option("--at-once", "send these whatever the hour, and before a server is to be asked again") {
          $0.isNow = true
        }
      ], initUse: .optional, run: Commands.send),
    Command(
      name: "approve", arguments: "HANDLE…", summary: "say that messages may go",
      options: [
        Option("--despite", .rule, "a rule that you override for them; may be given again") { $0.despite.append($1) }
      ],
      initUse: .optional, run: Commands.letters { .approve(despite: $0.despite) }),
    Command(
      name: "cancel", arguments: "HANDLE…", summary: "take messages back that have not left",
      initUse: .optional, run: Commands.letters { _ in .cancel }),
    Command(
      name: "mark", arguments: "HANDLE sent|unsent", summary: "say whether a message went", initUse: .optional,
      run: Commands.mark),
    Command(
      name: "done", arguments: "HANDLE…", summary: "say that you did what was to be done",
      options: [Option("--on", .date, "the day, such as 2026-11-24; today unless given") { $0.day = $1 }],
      initUse: .optional, run: Commands.letters { .done(on: $0.day) }),
    Command(
      name: "plan", arguments: "FILE [ARG…]", summary: "show all that a script would do, and do none of it",
      initUse: .needed, shows: .rows,
      run: Commands.plan
    ),
    Command(
      name: "simulate", arguments: "FILE [ARG…]", summary: "run the clock ahead over a script, in a copy of the store",
      discussion: """
        A firing a day; what would be due, drafted, blocked and sent is told as it changes. A letter that is sent counts as
        sent. `--assume "reply from @dana on 2026-12-01"`, `--assume "I approve"`.
        """,
      options: [
        Option("--days", .count, "how many days; 14 unless given") { options, text in
          guard let days = Int(text), (1...3660).contains(days) else { return false }
          options.simulation.days = days
          return true
        },
        Option("--at", .text, "the time of the firing; 08:00 unless given") { $0.simulation.at = $1 },
        Option("--assume", .text, "what is assumed of others; may be given again") {
          $0.simulation.assumptions.append($1)
        },
        Option("-o", .path, "an SVG picture of it") { $0.simulation.picturePath = $1 },
      ],
      initUse: .needed, shows: .rows, run: Commands.simulate),
    Command(
      name: "why", arguments: "[not] NAME [HANDLE]",
      summary: "explain an obligation, a message or a record; with `not`, a rule",
      discussion: """
        `kindly why @todo-…`, a message or a record says what each rule read and answered, and when that changes;
        `kindly why not RULE @interview` why a rule asks for nothing. The `@` may be left out.
        """,
      initUse: .optional, run: Commands.why),
    Command(
      name: "import", arguments: "FILE…", summary: "bring contacts and interviews from files into the store",
      discussion: """
        LinkedIn's Connections.csv, other CSV, vCard, iCalendar, JSON and what `kindly export` writes, told by their
        content. All files are one transaction. What you recorded stays, what is empty is filled.
        """,
      options: [
        Option("--dry-run", "show what would happen, and change nothing") { $0.isDryRun = true },
        Option("--map", .map, "which column of a CSV fills which field") { $0.map = $1 },
        Option("--overwrite", "what the file says wins over what is recorded") { $0.isOverwriting = true },
      ],
      initUse: .optional, run: Commands.importFiles),
    Command(
      name: "inbox", arguments: "[PATH…]", summary: "read your mail for answers to what you sent",
      discussion: """
        Maildirs and mboxes, those of `me.inbox` unless others are named; they are only read. A reply stops every check-in
        for its interview; automatic answers, delivery reports, lists and your own copies are no replies.
        """,
      options: [Option("--dry-run", "show what there is, and record nothing") { $0.isDryRun = true }],
      initUse: .optional, shows: .rows, run: Commands.inbox),
    Command(
      name: "export", summary: "write the whole store as a script that rebuilds it, or in another form",
      discussion: """
        As a calendar it has interviews and deadlines, as an address book contacts; a table is of one noun, JSON has them
        all. Messages stand in the script as comments.
        """,
      options: [
        Option("--format", .exportFormat, "\(ExportFormat.words); kindly unless given") { options, text in
          guard let format = ExportFormat(rawValue: text) else { return false }
          options.exportFormat = format
          return true
        },
        Option("-o", .path, "the file to write; standard output unless given") { $0.outputPath = $1 },
        Option("--noun", .noun, "what a table is of; contacts unless given") { options, text in
          guard ExportOptions.nouns.contains(text) else { return false }
          options.noun = text
          return true
        },
      ],
      initUse: .optional, run: Commands.export),
    Command(
      name: "undo", arguments: "[N]", summary: "take back the last change, or the last N",
      discussion: "A run of a script is one change, and so is a line at the prompt. What has been sent stays sent.",
      initUse: .optional, shows: .rows, run: Commands.journal("undo")),
    Command(
      name: "redo", arguments: "[N]", summary: "do again what was undone last, or the last N",
      initUse: .optional, shows: .rows, run: Commands.journal("redo")),
    Command(
      name: "log", arguments: "[N]", summary: "list what changed the store, newest first, or the newest N",
      initUse: .optional, shows: .rows, run: Commands.journal("log")),
    Command(
      name: "backup", arguments: "FILE", summary: "copy the store into a file, also while it is in use",
      options: [Option("--overwrite", "replace a copy that is already there") { $0.isOverwriting = true }],
      initUse: .optional, run: Commands.backup),
    Command(
      name: "restore", arguments: "FILE", summary: "put a copy into the store's place",
      discussion: "The copy is checked first; what was there is kept beside the store as `….before-restore`.",
      initUse: .unused, run: Commands.restore),
    Command(
      name: "doctor", summary: "look whether the store is sound, and what is missing to work with it",
      initUse: .optional, shows: .rows, run: Commands.doctor),
    Command(
      name: "doc", arguments: "[NAME…]",
      summary: "explain the library, a name of the language, or what a file declares",
      discussion: "Without a name it lists what there is; a NAME that is a file stands for all that the file declares.",
      options: [Option("--markdown", "as Markdown") { $0.isMarkdown = true }], initUse: .optional, run: Commands.doc),
    Command(
      name: "explain-code", arguments: "[CODE]", summary: "explain a diagnostic by its code, such as K0204",
      discussion: "Without a code it lists them all.", initUse: .unused, run: Commands.explainCode),
    Command(
      name: "help", arguments: "[COMMAND]", summary: "this page, or a command's", initUse: .unused, run: Commands.help),
    prompt,
  ]

  /// What a script's name stands for.
  static let run = Command(
    name: "run", arguments: "FILE [ARG…]", summary: "run a script",
    discussion: "`run` may be left out. What stands behind the script is its own: it finds it in `args`.",
    options: [Option("--confirm", "show the plan first, and ask") { $0.isConfirming = true }],
    passesRest: true, initUse: .needed, run: Commands.run)

  /// What no word at all stands for.
  static let prompt = Command(
    name: "prompt", summary: "the prompt", initUse: .optional, isHidden: true, run: Commands.prompt)

  static func named(_ name: String) -> Command? { all.first { $0.name == name } }
}

/// What was written with a command.
struct Invocation {
  var options = Options()
  var arguments: [String] = []
}
