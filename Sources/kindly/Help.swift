// What `--help` and `kindly help` print, made from the tables of commands and options alone.

enum Help {
  /// Help with one command, or with the program.
  static func text(_ command: Command?) -> String { command.map(page) ?? overview }

  private static var overview: String {
    """
    kindly: a small language for following up well after job interviews

      kindly                      the prompt; on a pipe, the program on standard input
      kindly FILE [ARG…]          run a script
      kindly eval 'CODE'          run a line and print its value

    Commands:
    \(table(Command.all.filter { !$0.isHidden }.map { (usage($0), $0.summary) }))

    Options, before or after a command:
    \(table(rows(Option.common) + [
      ("--version", "the program's version"), ("-h, --help", "this page; after a command, that command's"),
    ]))

    A run is one transaction: on an error nothing of it is kept. Exit codes: 0 success, 1 a run-time error, 2 wrong
    usage, 65 the source has errors, 66 no such file, 73 cannot create the store, 74 I/O, 75 try again later,
    130 interrupted, 143 terminated.
    """
  }

  private static func page(_ command: Command) -> String {
    let discussion = command.discussion.isEmpty ? "" : "\n\(command.discussion)\n"
    return """
      kindly \(usage(command))
        \(command.summary)
      \(discussion)
      Options:
      \(table(rows(command.options + Option.common.filter { common in
        !command.options.contains { $0.name == common.name }
      })))
      """
  }

  private static func usage(_ command: Command) -> String {
    command.arguments.isEmpty ? command.name : "\(command.name) \(command.arguments)"
  }

  private static func rows(_ options: [Option]) -> [(String, String)] {
    options.map { option in (option.value.map { "\(option.name) \($0.placeholder)" } ?? option.name, option.help) }
  }

  private static func table(_ rows: [(name: String, help: String)]) -> String {
    let width = max(24, rows.map(\.name.count).max() ?? 0)
    return rows.map { row in
      "  " + row.name + String(repeating: " ", count: width - row.name.count + 2) + row.help
    }.joined(separator: "\n")
  }
}
