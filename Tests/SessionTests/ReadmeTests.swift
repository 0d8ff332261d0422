// What the README shows is what happens.

import Foundation
import Testing

@testable import KindlySession

struct ReadmeTests {
  /// The code blocks of the README, in order.
  private func blocks() throws -> [String] {
    let parts = try Project.text("README.md").components(separatedBy: "```")
    return stride(from: 1, to: parts.count, by: 2).map {
      parts[$0].hasPrefix("\n") ? String(parts[$0].dropFirst()) : parts[$0]
    }
  }

  @Test func thePipelineRunsAndRunsAgain() throws {
    let pipeline = try #require(try blocks().first { $0.hasPrefix("me {") })
    let bench = try Bench()
    bench.zone = nil
    #expect(bench.script(pipeline).exit == .success)
    let before = bench.dump()
    let again = bench.script(pipeline)
    #expect(again.exit == .success && again.complaints.isEmpty)
    #expect(bench.dump() == before)
  }

  /// The entries at the prompt, on the sample pipeline after its morning, print what the README says.
  @Test func thePromptsSessionIsReal() throws {
    let bench = try Bench()
    bench.zone = nil
    bench.now = "2026-11-25 08:00 America/New_York"
    _ = bench.withSession { $0.importFiles([Project.root + "/scripts/sample/Connections.csv"], isDryRun: false) }
    #expect(bench.script(try Project.text("scripts/demo.kindly")).exit == .success)
    #expect(bench.eval("me.approve = [thank_you]").exit == .success)
    #expect(bench.script(try Project.text("scripts/morning.kindly")).exit == .success)
    let shown = try #require(try blocks().first)
    let output = CapturedOutput()
    let session = try Session(options: bench.options(), output: output)
    defer { session.close() }
    var said = ""
    for entry in shown.components(separatedBy: "kindly> ").dropFirst() {
      let line = entry.prefix { $0 != "\n" }
      said += "kindly> \(line)\n"
      let (text, complaints) = (output.text.count, output.complaints.count)
      _ = session.run(name: "<prompt>", bytes: Array(line.utf8), origin: .entry)
      said += output.text.dropFirst(text) + output.complaints.dropFirst(complaints)
    }
    #expect(said == shown)
  }
}
