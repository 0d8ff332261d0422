// Every example of the language guide is run, in its order, on one store, as the guide tells its reader to: a script
// prints what the comments behind its `print`s say, or what the block below it shows; a command what stands below it.

import Foundation
import Testing

struct GuideTests {
  private enum Example {
    case script(source: String, shown: String?)
    case commands(String)
  }

  private func examples() throws -> [Example] {
    let parts = try Project.text("docs/language.md").components(separatedBy: "```")
    var found: [Example] = []
    for index in stride(from: 1, to: parts.count, by: 2) {
      let lines = parts[index].split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      guard lines.count == 2 else { continue }
      let text = String(lines[1])
      switch lines[0] {
      case "kindly":
        let next = index + 2 < parts.count && parts[index + 1] == "\n" ? parts[index + 2] : ""
        found.append(.script(source: text, shown: next.hasPrefix("text\n") ? String(next.dropFirst(5)) : nil))
      case "console": found.append(.commands(text))
      default: break
      }
    }
    return found
  }

  @Test func everyExampleDoesWhatItSays() throws {
    let home = try Home()
    let examples = try examples()
    #expect(examples.count > 15)
    for example in examples {
      switch example {
      case .script(let source, let shown):
        let finished = try home.shell("kindly guide.kindly", files: ["guide.kindly": source])
        #expect(finished == shown ?? printed(by: source), "\(source)")
      case .commands(let text):
        for entry in text.components(separatedBy: "$ ").dropFirst() {
          let line = entry.prefix { $0 != "\n" }
          let printed = try home.shell(String(line))
          #expect(printed == String(entry.dropFirst(line.count + 1)), "\(line)\n\(printed)")
        }
      }
    }
  }

  /// What the comments behind the lines that print say.
  private func printed(by source: String) -> String {
    source.split(separator: "\n").compactMap { line in
      guard line.contains("print("), let mark = line.range(of: "  # ", options: .backwards) else { return nil }
      return line[mark.upperBound...] + "\n"
    }.joined()
  }
}

extension Home {
  /// Runs a line in a shell in which `kindly` is the program with the guide's clock and store; both its outputs.
  func shell(_ line: String, files: [String: String] = [:]) throws -> String {
    for (name, text) in files { _ = try write(name, text) }
    let program = try #require(Program.path)
    let options = "--store '\(folder.path)/guide.db' --now '2026-11-25 08:00' --zone UTC"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "kindly() { '\(program)' \(options) \"$@\"; }\n\(line)"]
    process.environment = environment
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}
