// People write their degrees and certificates into their last name: `Raman, PHR`. A letter that begins
// `Dear Priya Raman, PHR` is no good letter, so they are told from the name here. What looks like anything else stays.

enum Credentials {
  /// The name before its first comma and the credentials behind it, where all that is behind looks like some.
  static func split(_ name: String) -> (name: String, credentials: String?) {
    guard let comma = name.firstIndex(of: ",") else { return (name, nil) }
    let head = CellText.cleaned(String(name[..<comma]))
    let tail = CellText.cleaned(String(name[name.index(after: comma)...]))
    let words = tail.split { $0 == "," || $0 == " " || $0 == "/" || $0 == "&" || $0 == "|" }
    guard !head.isEmpty, !words.isEmpty, words.allSatisfy(isCredential) else { return (name, nil) }
    return (head, tail)
  }

  /// `PHR`, `Ph.D.`, `SHRM-CP`, `PMP®`: short, and two capitals at least, or one of the few that have fewer.
  private static func isCredential(_ word: Substring) -> Bool {
    guard word.count <= 10 else { return false }
    if ["esq", "esq."].contains(word.lowercased()) { return true }
    var capitals = 0
    for scalar in word.unicodeScalars {
      switch scalar {
      case "A"..."Z": capitals += 1
      case "a"..."z", "0"..."9", ".", "-", "®", "™", "(", ")": break
      default: return false
      }
    }
    return capitals >= 2
  }
}
