// `kindly test PATH…`: the tests of files, each in a world of its own.

import Foundation
import KindlySession

extension Command {
  static let test = Command(
    name: "test", arguments: "[PATH…]", summary: "run the tests of files and folders",
    discussion: """
      Each test has an empty store, the zone UTC, and a clock that stands at 2026-01-01 09:00 until `at` moves it;
      nothing outside is reached, and `--store`, `--now` and `--zone` make no difference. A folder stands for every `.kindly` file in it, no path for the current folder.
      Exit code 1: a test failed; 2: there is none.
      """,
    options: [Option("--filter", .text, "only tests with this in their name") { $0.filter = $1 }],
    initUse: .unused, run: Commands.test)
}

extension Commands {
  static func test(_ invocation: Invocation) throws {
    let options = invocation.options
    let output = StandardOutput(isInteractive: isatty(STDOUT_FILENO) == 1, limit: options.limit)
    let tests = TestRun(options: options.sessionOptions(), output: output)
    let exit = try tests.run(invocation.arguments, filter: options.filter)
    if exit != .success { throw Stop(exit: exit) }
  }
}
