// Entries of the documentation as people read them: in the terminal, folded to its width and bold where it can be, or
// as Markdown. What they say is Documentation's.

import KindlyChecker
import KindlySource

struct DocumentationLayout {
  /// The columns to fold to.
  var width = 80
  var isBold = false

  // MARK: - In the terminal

  /// Whole entries, one after the other.
  func text(_ entries: [DocumentationEntry]) -> String { entries.map(text).joined(separator: "\n") }

  private func text(_ entry: DocumentationEntry) -> String {
    var lines = (entry.forms.isEmpty ? [entry.name] : entry.forms).map(bold)
    for line in entry.summary.split(separator: "\n", omittingEmptySubsequences: false) where !entry.summary.isEmpty {
      lines += line.isEmpty ? [""] : fold(String(line), indent: 2)
    }
    if !entry.parts.isEmpty { lines += table(entry.parts) }
    if let example = entry.example {
      lines += ["", "  " + example.asTyped]
      lines += example.prints.split(separator: "\n", omittingEmptySubsequences: false).map { "  # " + $0 }
    }
    var remarks: [String] = []
    if !entry.fails.isEmpty { remarks += fold("Fails: \(entry.fails).", indent: 2) }
    if !entry.effects.isEmpty {
      remarks += fold("Effects: \(Environment.effectsDescription(entry.effects)).", indent: 2)
    }
    if !remarks.isEmpty { lines += [""] + remarks }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line for each entry, by section.
  func list(_ entries: [DocumentationEntry]) -> String {
    sections(entries).map { section, entries in
      bold(section) + "\n"
        + table(entries.map { .init(form: $0.name, summary: $0.brief) }).joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  /// Names alone, by section.
  func names(_ entries: [DocumentationEntry]) -> String {
    sections(entries).map { section, entries in
      ([bold(section)] + fold(entries.map(\.name).joined(separator: " "), indent: 2)).joined(separator: "\n") + "\n"
    }.joined()
  }

  private func sections(_ entries: [DocumentationEntry]) -> [(String, [DocumentationEntry])] {
    Documentation.sections.compactMap { section in
      let found = entries.filter { $0.section == section }
      return found.isEmpty ? nil : (section, found)
    }
  }

  private func table(_ parts: [DocumentationEntry.Part]) -> [String] {
    let column = min(32, parts.map { TextWidth.columns(of: $0.form) }.max() ?? 0)
    return parts.flatMap { part -> [String] in
      if part.summary.isEmpty { return ["  " + part.form] }
      let gap = column - TextWidth.columns(of: part.form)
      let folded = fold(part.summary, indent: column + 4)
      guard gap >= 0, let first = folded.first else { return ["  " + part.form] + folded }
      return ["  " + part.form + String(repeating: " ", count: gap) + "  " + first.drop { $0 == " " }]
        + folded.dropFirst()
    }
  }

  private func bold(_ text: String) -> String { isBold ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  private func fold(_ text: String, indent: Int) -> [String] {
    let room = max(20, width - indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, TextWidth.columns(of: line) + 1 + TextWidth.columns(of: String(word)) > room {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { String(repeating: " ", count: indent) + $0 }
  }

  // MARK: - As Markdown

  func markdown(_ entries: [DocumentationEntry], title: String) -> String {
    "# \(title)\n"
      + sections(entries).map { section, entries in
        "\n## \(section)\n" + entries.map(markdown).joined()
      }.joined()
  }

  private func markdown(_ entry: DocumentationEntry) -> String {
    var text = "\n### `\(entry.name)`\n"
    if !entry.forms.isEmpty { text += block(entry.forms.joined(separator: "\n")) }
    if !entry.summary.isEmpty { text += "\n\(entry.summary)\n" }
    if !entry.parts.isEmpty {
      text +=
        "\n" + entry.parts.map { "- `\($0.form)`" + ($0.summary.isEmpty ? "" : " - \($0.summary)") + "\n" }.joined()
    }
    if let example = entry.example {
      let prints = example.prints.split(separator: "\n", omittingEmptySubsequences: false).map { "# " + $0 }
      text += block(([example.asTyped] + prints).joined(separator: "\n"))
    }
    if !entry.fails.isEmpty { text += "\nFails: \(entry.fails).\n" }
    if !entry.effects.isEmpty { text += "\nEffects: \(Environment.effectsDescription(entry.effects)).\n" }
    return text
  }

  private func block(_ text: String) -> String { "\n```\n\(text)\n```\n" }
}
