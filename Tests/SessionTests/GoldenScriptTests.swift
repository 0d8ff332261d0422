// Runs every golden script and holds what it prints and reports against the comments beside its lines.

import Foundation
import Testing

@testable import KindlySession

struct GoldenScriptTests {
  /// What stands in a folder `lib` is used by scripts and is none itself.
  static let scripts = Project.files(under: "Tests/Golden/scripts", suffix: ".kindly").filter { !$0.contains("lib/") }

  @Test func thereAreScripts() { #expect(Self.scripts.count > 20) }

  @Test(arguments: scripts)
  func behaves(_ path: String) throws {
    let source = try Project.text("Tests/Golden/scripts/" + path)
    let wanted = Expectations(source)
    let bench = try Bench()
    bench.files = .disk(root: Project.root + "/Tests/Golden/scripts")
    for line in wanted.byHand { #expect(bench.eval(line).exit == .success, "\(path): \(line)") }
    let outcome = bench.script(source, name: path)
    #expect(outcome.lines == wanted.printed, "\(path) printed something else\n\(outcome.complaints)")
    #expect(
      Complaint.all(in: outcome.complaints, file: path).map(\.place) == wanted.complaints.map(\.place),
      "\(outcome.complaints)")
    for (found, wanted) in zip(Complaint.all(in: outcome.complaints, file: path), wanted.complaints) {
      #expect(found.message.contains(wanted.message), "\(path):\(wanted.line)")
    }
    guard !wanted.hasErrors else {
      #expect(outcome.exit != .success)
      return
    }
    #expect(outcome.exit == .success)
    let after = bench.dump()
    let again = bench.script(source, name: path)
    #expect(again.exit == .success, "the second run: \(again.complaints)")
    #expect(bench.dump() == after, "the second run of \(path) changed something")
  }
}

extension GoldenScriptTests {
  /// A collection at every chance changes nothing of what is printed.
  @Test(arguments: scripts)
  func behavesUnderStress(_ path: String) throws {
    let source = try Project.text("Tests/Golden/scripts/" + path)
    let wanted = Expectations(source)
    let bench = try Bench()
    bench.files = .disk(root: Project.root + "/Tests/Golden/scripts")
    for line in wanted.byHand { #expect(bench.eval(line).exit == .success, "\(path): \(line)") }
    let outcome = bench.withSession { session in
      session.machine.isStressed = true
      return session.run(name: path, bytes: Array(source.utf8), origin: .script)
    }
    #expect(outcome.lines == wanted.printed, "\(path) printed something else\n\(outcome.complaints)")
  }
}

/// What a script's comments expect.
struct Expectations {
  /// What the user says at the prompt before the script runs.
  var byHand: [String] = []
  var printed: [String] = []
  var complaints: [Complaint] = []
  var hasErrors: Bool { complaints.contains { $0.severity == "error" } }

  init(_ source: String) {
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("# by hand: ") { byHand.append(String(line.dropFirst(11))) }
      guard let mark = line.range(of: "# expect") else { continue }
      let rest = line[mark.upperBound...]
      if rest.hasPrefix(": ") {
        printed.append(String(rest.dropFirst(2)))
      } else if rest == ":" {
        printed.append("")
      } else if let colon = rest.firstIndex(of: ":") {
        let words = rest[..<colon].split(separator: " ")
        guard words.count == 2 else { continue }
        complaints.append(
          Complaint(
            severity: String(words[0]), code: String(words[1]), line: index + 1,
            message: rest[rest.index(after: colon)...].trimmingCharacters(in: .whitespaces)))
      }
    }
  }
}

/// A diagnostic as it was rendered.
struct Complaint {
  let severity: String
  let code: String
  let line: Int
  let message: String
  var place: String { "\(severity) \(code) in line \(line)" }

  static func all(in text: String, file: String) -> [Complaint] {
    var found: [Complaint] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard let open = line.firstIndex(of: "["), let close = line.firstIndex(of: "]"), open < close,
        ["error", "warning"].contains(line[..<open])
      else { continue }
      var number = 0
      if index + 1 < lines.count, let arrow = lines[index + 1].range(of: "--> \(file):") {
        number = Int(lines[index + 1][arrow.upperBound...].prefix { $0.isNumber }) ?? 0
      }
      found.append(
        Complaint(
          severity: String(line[..<open]), code: String(line[line.index(after: open)..<close]), line: number,
          message: String(line[close...].dropFirst(3))))
    }
    return found.sorted { $0.line < $1.line }
  }
}
