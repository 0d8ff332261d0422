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
      name: "eval", arguments: "CODE", summary: "run a line of code, and print its value",
      discussion: "Code that begins with `-` goes after `--`.", initUse: .optional, shows: .rows, run: Commands.eval),
    Command(
      name: "check", arguments: "FILE…", summary: "check scripts without running them",
      options: [
        Option("--fix", "apply the fixes that are certain, and write the files") { $0.isFixing = true },
        Option("--timings", "print how long reading and checking took") { $0.showsTimings = true },
        Option("--effects", "print what each function may do, and what the script needs") { $0.showsEffects = true },
      ],
      initUse: .needed, run: Commands.check),
    test,
    Command(
      name: "fmt", arguments: "[FILE…]", summary: "format source files, in place",
      discussion:
        "In folders it formats every `*.kindly`. Without a file, or with `-`, it goes from standard input to standard output.",
      options: [Option("--check", "list the files that would change, without changing them") { $0.isCheck = true }],
      initUse: .unused, run: Commands.format),
    Command(
      name: "agenda", summary: "show what etiquette asks of you now", initUse: .optional, shows: .rows,
      run: Commands.agenda),
    Command(
      name: "send", arguments: "[HANDLE…]", summary: "send what you have approved, or these messages",
      discussion: """
        Outside the hours in `me.send_from` and `me.send_until` a message waits. When it is in doubt whether a message was
        sent, this asks you.
        """,
      options: [
        Option("--at-once", "send these now, outside those hours and without waiting to retry") {
          $0.isNow = true
        }
      ], initUse: .optional, run: Commands.send),
    Command(
      name: "approve", arguments: "HANDLE…", summary: "approve messages, so that they can be sent",
      options: [
        Option("--despite", .rule, "override this rule for them; may be repeated") { $0.despite.append($1) }
      ],
      initUse: .optional, run: Commands.letters { .approve(despite: $0.despite) }),
    Command(
      name: "cancel", arguments: "HANDLE…", summary: "cancel messages that have not been sent",
      initUse: .optional, run: Commands.letters { _ in .cancel }),
    Command(
      name: "mark", arguments: "HANDLE sent|unsent", summary: "record whether a message was sent", initUse: .optional,
      run: Commands.mark),
    Command(
      name: "done", arguments: "HANDLE…", summary: "record that you did what was due",
      options: [Option("--on", .date, "the day, such as 2026-11-24; today unless given") { $0.day = $1 }],
      initUse: .optional, run: Commands.letters { .done(on: $0.day) }),
    Command(
      name: "plan", arguments: "FILE [ARG…]", summary: "show everything a script would do, without doing it",
      initUse: .needed, shows: .rows,
      run: Commands.plan
    ),
    Command(
      name: "simulate", arguments: "FILE [ARG…]", summary: "run a script day after day on a copy of the store",
      discussion: """
        The script runs once a day, and what would become due, drafted, blocked or sent is listed. Letters that would go
        out count as sent. `--assume "reply from @dana on 2026-12-01"`, `--assume "I approve"`.
        """,
      options: [
        Option("--days", .count, "how many days; 14 unless given") { options, text in
          guard let days = Int(text), (1...3660).contains(days) else { return false }
          options.simulation.days = days
          return true
        },
        Option("--at", .text, "the time of day at which it runs; 08:00 unless given") { $0.simulation.at = $1 },
        Option("--assume", .text, "what others, or you, are assumed to do; may be repeated") {
          $0.simulation.assumptions.append($1)
        },
        Option("-o", .path, "write an SVG picture of it to this file") { $0.simulation.picturePath = $1 },
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
        Reads LinkedIn's Connections.csv, other CSV, vCard, iCalendar, JSON and what `kindly export` writes, recognized by
        content. All files are one transaction. What you recorded stays; what is empty is filled in.
        """,
      options: [
        Option("--dry-run", "show what would happen, without changing anything") { $0.isDryRun = true },
        Option("--map", .map, "which column of a CSV fills which field") { $0.map = $1 },
        Option("--overwrite", "let the file's values replace recorded ones") { $0.isOverwriting = true },
      ],
      initUse: .optional, run: Commands.importFiles),
    Command(
      name: "inbox", arguments: "[PATH…]", summary: "read your mail for answers to what you sent",
      discussion: """
        Reads the Maildirs and mboxes in `me.inbox`, or those you name, and changes nothing there. A reply stops all
        check-ins for its interview; automatic answers, delivery reports, lists and your own copies don't count as replies.
        """,
      options: [Option("--dry-run", "show what there is, without recording anything") { $0.isDryRun = true }],
      initUse: .optional, shows: .rows, run: Commands.inbox),
    Command(
      name: "export", summary: "write the whole store as a script that rebuilds it, or in another format",
      discussion: """
        A calendar has interviews and deadlines, an address book contacts, a table one noun. The script and JSON have them
        all, and messages and what was sent.
        """,
      options: [
        Option("--format", .exportFormat, "\(ExportFormat.words); kindly unless given") { options, text in
          guard let format = ExportFormat(rawValue: text) else { return false }
          options.exportFormat = format
          return true
        },
        Option("-o", .path, "the file to write; standard output unless given") { $0.outputPath = $1 },
        Option("--noun", .noun, "what a table lists; contacts unless given") { options, text in
          guard ExportOptions.nouns.contains(text) else { return false }
          options.noun = text
          return true
        },
      ],
      initUse: .optional, run: Commands.export),
    Command(
      name: "undo", arguments: "[N]", summary: "take back the last change, or the last N",
      discussion: "A run of a script is one change, and so is a line at the prompt. What was sent can't be unsent.",
      initUse: .optional, shows: .rows, run: Commands.journal("undo")),
    Command(
      name: "redo", arguments: "[N]", summary: "redo the last undone change, or the last N",
      initUse: .optional, shows: .rows, run: Commands.journal("redo")),
    Command(
      name: "log", arguments: "[N]", summary: "list what changed the store, newest first; N limits the list",
      initUse: .optional, shows: .rows, run: Commands.journal("log")),
    Command(
      name: "backup", arguments: "FILE", summary: "copy the store to a file, even while it is in use",
      options: [Option("--overwrite", "replace an existing copy") { $0.isOverwriting = true }],
      initUse: .optional, run: Commands.backup),
    Command(
      name: "restore", arguments: "FILE", summary: "restore the store from a copy",
      discussion: "The copy is checked first; the previous store is kept next to it as `….before-restore`.",
      initUse: .unused, run: Commands.restore),
    Command(
      name: "doctor", summary: "check that the store is sound, and report what is missing from your settings",
      initUse: .optional, shows: .rows, run: Commands.doctor),
    Command(
      name: "doc", arguments: "[NAME…]",
      summary: "explain the library, a name of the language, or what a file declares",
      discussion: "Without a name it lists what there is; a NAME that is a file lists what it declares.",
      options: [Option("--markdown", "as Markdown") { $0.isMarkdown = true }], initUse: .optional, run: Commands.doc),
    Command(
      name: "explain-code", arguments: "[CODE]", summary: "explain a diagnostic by its code, such as K0204",
      discussion: "Without a code it lists them all.", initUse: .unused, run: Commands.explainCode),
    Command(
      name: "help", arguments: "[COMMAND]", summary: "show this page, or a command's", initUse: .unused,
      run: Commands.help),
    prompt,
  ]

  /// What a script's name stands for.
  static let run = Command(
    name: "run", arguments: "FILE [ARG…]", summary: "run a script",
    discussion: "`run` may be left out. Whatever follows the script belongs to the script, which reads it from `args`.",
    options: [Option("--confirm", "show the plan first, then ask") { $0.isConfirming = true }],
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
