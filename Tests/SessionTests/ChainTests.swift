// Chains of every operator, twenty thousand operands long: they are lists to those who write them, not nesting. Each is
// parsed, checked, formatted, compiled and run on a stack on which recursion along it would not fit.

import Foundation
import KindlySource
import KindlySyntax
import Testing

@testable import KindlySession

@Suite(.serialized)
struct ChainTests {
  struct Chain: CustomTestStringConvertible, Sendable {
    let source: String
    /// Nothing where the types of such a chain do not go together; it is an error then, and no more.
    let prints: String?
    var testDescription: String { String(source.prefix(48)) }

    /// `head`, then `link` so many times, then `tail`.
    init(_ head: String, _ link: String, _ tail: String = "", count: Int = 20_000, prints: String?) {
      source = head + String(repeating: link, count: count) + tail + "\n"
      self.prints = prints
    }
  }

  static let chains: [Chain] = [
    Chain("print(0", " + 1", ")", prints: "20000"),
    Chain("print(20000", " - 1", ")", prints: "0"),
    Chain("print(1", " * 1", ")", prints: "1"),
    Chain("print(8.0", " / 1", ")", prints: "8.0"),
    Chain("print(9", " div 1", ")", prints: "9"),
    Chain("print(9", " mod 10", ")", prints: "9"),
    Chain("let n = 1\nprint(0", " + n", ")", prints: "20000"),
    Chain("print(length(\"\"", " + \"a\"", "))", count: 5_000, prints: "5000"),
    Chain("print(length([0]", " + [1]", "))", count: 2_000, prints: "2001"),
    Chain("print(2026-01-01", " + 1d - 1d", ")", count: 10_000, prints: "2026-01-01"),
    Chain("print(true", " and true", ")", prints: "true"),
    Chain("print(false", " or false", ")", prints: "false"),
    Chain("print(false", " or true and false", ")", prints: "false"),
    Chain("fn f(x: Int?) -> Bool = x != nothing", " and x > 0", "\nprint(f(1))", prints: "true"),
    Chain("let x: Int? = nothing\nprint(x", " ?? x", " ?? 7)", prints: "7"),
    Chain("let m = [\"a\": 1]\nprint(m[\"b\"]", " ?? m[\"c\"]", " ?? 7)", prints: "7"),
    Chain("print(nothing", " ?? nothing", " ?? 7)", prints: "7"),
    Chain("print(1", " == 1", ")", prints: nil),
    Chain("print(1", " < 1", ")", prints: nil),
    Chain("print(1", " in [1]", ")", prints: nil),
    Chain("print(1", " .. 1", ")", prints: nil),
    Chain("fn f(x: Int) -> Int = x + 1\nprint(0", " | f", ")", prints: "20000"),
    Chain("fn f(x: Int, y: Int) -> Int = x + y\nprint(0", " | f(1)", ")", prints: "20000"),
    Chain("print([3]", " | where it > 1", " | count)", count: 5_000, prints: "1"),
    Chain("print([3]", " | map it | reverse", " | count)", count: 5_000, prints: "1"),
    Chain("print(contacts", " | where name != \"x\"", " | count)", count: 2_000, prints: "0"),
    Chain("print(contacts | where name == \"x\"", " or name == \"y\"", " | count)", prints: "0"),
    Chain("contact @a \"A\"\nfield Contact.same = it\nprint(@a", ".same", ".name)", prints: "A"),
    Chain("print(\"a\"", "[0]", ")", prints: "a"),
    Chain("fn f(n: Int) -> Int { ", "if n == 1 { 1 } else ", "{ 2 } }\nprint(f(0))", prints: "2"),
    Chain("let n = 0\n", "if n == 1 { print(1) } else ", "{ print(2) }", prints: "2"),
    Chain("let x: Int? = 3\n", "if x == nothing { print(1) } else ", "{ print(x) }", prints: "3"),
    Chain("let xs = [1", ", 1", "]\nprint(length(xs))", prints: "20001"),
  ]

  /// One megabyte: frames of a build for debugging, one for each of so many operands, need twenty times as much.
  private func onSmallStack(_ work: @escaping @Sendable () -> Void) {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      work()
      done.signal()
    }
    thread.stackSize = 1 << 20
    thread.start()
    done.wait()
  }

  @Test(arguments: chains)
  func isNoNesting(_ chain: Chain) throws {
    nonisolated(unsafe) let bench = try Bench()
    nonisolated(unsafe) var outcome: Outcome?
    onSmallStack { outcome = bench.script(chain.source) }
    let found = try #require(outcome)
    if let prints = chain.prints {
      #expect(found.exit == .success && found.lines == [prints], "\(found.complaints.prefix(600))")
    } else {
      #expect(found.exit == .source)
      #expect(!found.complaints.contains("internal error"), "\(found.complaints.prefix(600))")
    }
  }

  @Test(arguments: chains)
  func isFormatted(_ chain: Chain) throws {
    nonisolated(unsafe) var problem = ""
    onSmallStack {
      let file = SourceFile(id: FileID(0), name: "x", text: chain.source)
      do throws(KindlySyntax.Formatter.Refusal) {
        _ = try KindlySyntax.Formatter.format(file)
      } catch {
        // A chain that is a mistake of the grammar is left alone.
        if case .changesMeaning = error { problem = "the formatter changed what it means" }
      }
    }
    #expect(problem.isEmpty)
  }
}
