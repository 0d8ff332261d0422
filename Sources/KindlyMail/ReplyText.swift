// The first lines of what somebody wrote themselves: without the letter that they quote below, and their signature.
// It shortens for a person's eye; nothing is decided by it.

public enum ReplyText {
  /// The first lines that are the writer's own, empty ones at the ends left out.
  public static func lead(of text: String, lines limit: Int = 6) -> [String] {
    var own: [String] = []
    for (line, next) in pairs(text) {
      let trimmed = Substring(line).trimmingBlanks
      if line == "--" || line == "-- " || isEnd(FoldedText.fold(trimmed.prefix(200)), next) { break }
      if trimmed.hasPrefix(">") { continue }
      if trimmed.isEmpty && (own.isEmpty || own.last?.isEmpty == true) { continue }
      own.append(String(trimmed))
      if own.count > limit { break }
    }
    while own.last?.isEmpty == true { own.removeLast() }
    return Array(own.prefix(limit))
  }

  /// A line with the one behind it; not more of a text than anybody's answer has.
  private static func pairs(_ text: String) -> [(line: String, next: String)] {
    let lines = text.split(separator: "\n", maxSplits: 400, omittingEmptySubsequences: false).prefix(400).map(
      String.init)
    return lines.enumerated().map { ($1, $0 + 1 < lines.count ? lines[$0 + 1] : "") }
  }

  /// Whether what follows is the other letter. `On Tue, 24 Nov 2026 Sam Okafor wrote:` may be broken over two lines.
  private static func isEnd(_ line: String, _ next: String) -> Bool {
    if line.hasPrefix("-----") && line.contains("-----") && line.count > 12 { return true }
    if line.allSatisfy({ $0 == "_" }), line.count >= 20 { return true }
    if openings.contains(where: line.hasPrefix) {
      let both = line + " " + FoldedText.fold(next.prefix(200))
      return [line, both].contains { text in
        verbs.contains { text.contains($0) } && (text.hasSuffix(":") || text.contains("wrote: "))
      }
    }
    let headers = ["from:", "von:", "de:", "da:", "van:", "od:", "fran:", "fra:", "lahettaja:"]
    return headers.contains(where: line.hasPrefix) && FoldedText.fold(next.prefix(40)).contains(":")
  }

  private static let openings = [
    "on ", "am ", "le ", "el ", "il ", "em ", "op ", "w dniu", "den ", "dne ", "pa ", "20", "il giorno",
  ]
  private static let verbs = [
    " wrote", " schrieb", " a ecrit", " escribio", " ha scritto", " escreveu", " schreef", " napisal", " skrev",
    " napsal",
    " kirjoitti",
  ]
}

extension Substring {
  fileprivate var trimmingBlanks: Substring {
    var text = self
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
