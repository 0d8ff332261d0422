// "Did you mean": the one place that decides which names are near a misspelt one.

public enum Suggest {
  /// The names nearest to `word`, nearest first: folded case and `_`, at a distance of at most a third of the length
  /// (transpositions count once), at most three; empty where none is near.
  public static func nearest(to word: String, among names: some Sequence<String>) -> [String] {
    let folded = fold(word)
    guard !folded.isEmpty, folded.count <= 64 else { return [] }
    var found: [(distance: Int, name: String)] = []
    var seen: Set<String> = []
    for name in names where name != word && seen.insert(name).inserted {
      let candidate = fold(name)
      guard candidate.count <= 64 else { continue }
      let limit = max(1, max(folded.count, candidate.count) / 3)
      if abs(candidate.count - folded.count) > limit { continue }
      let distance = distance(folded, candidate)
      if distance <= limit, distance < folded.count { found.append((distance, name)) }
    }
    found.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.name < $1.name }
    return found.prefix(3).map(\.name)
  }

  private static func fold(_ text: String) -> [UInt8] {
    text.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
  }

  /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    if a.isEmpty { return b.count }
    if b.isEmpty { return a.count }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [Int](repeating: 0, count: b.count + 1)
      row[0] = i
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 1) }
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
