// The entries of earlier sessions and this one, oldest first, each text once (the newest counts), and
// the questions the editor asks of them. Where they are kept is the file's affair; without a file
// they last as long as the session.

struct History {
  private(set) var entries: [String]
  private let limit: Int
  private let file: HistoryFile?

  /// The entries of a file, or none; at most `limit` are kept.
  init(path: String?, limit: Int = 10_000) {
    self.limit = limit
    file = path.map { HistoryFile(path: $0) }
    var seen = Set<String>()
    var kept: [String] = []
    for entry in (file?.load(keeping: limit) ?? []).reversed() where seen.insert(entry).inserted {
      kept.append(entry)
    }
    entries = kept.prefix(limit).reversed()
  }

  /// Remembers an entry. Blank ones and those that begin with a blank are not kept. Returns whether it was.
  mutating func add(_ entry: String) -> Bool {
    guard let first = entry.first, !first.isWhitespace else { return false }
    if entries.last == entry { return false }
    if let index = entries.lastIndex(of: entry) { entries.remove(at: index) }
    entries.append(entry)
    if entries.count > limit { entries.removeFirst() }
    file?.append(entry)
    return true
  }

  /// The newest entry before `index` that begins with the prefix and says more.
  func older(than index: Int, prefix: String) -> Int? {
    entries[..<min(index, entries.count)].lastIndex { Self.extends($0, prefix) }
  }

  /// The oldest entry after `index` that begins with the prefix and says more.
  func newer(than index: Int, prefix: String) -> Int? {
    let start = index + 1
    return start < entries.count ? entries[start...].firstIndex { Self.extends($0, prefix) } : nil
  }

  /// What the newest entry that begins with the text adds to it.
  func continuation(of text: String) -> String {
    guard !text.isEmpty, let index = older(than: entries.count, prefix: text) else { return "" }
    return String(decoding: entries[index].utf8.dropFirst(text.utf8.count), as: UTF8.self)
  }

  /// The newest entries that contain every word of the query, newest first. Case counts only where the query has
  /// capitals.
  func search(_ query: String, limit: Int) -> [String] {
    let words = query.split(separator: " ").map(String.init)
    let isExact = query.contains(where: \.isUppercase)
    var found: [String] = []
    for entry in entries.reversed() {
      let text = isExact ? entry : entry.lowercased()
      if words.allSatisfy({ text.contains($0) }) { found.append(entry) }
      if found.count == limit { break }
    }
    return found
  }

  private static func extends(_ entry: String, _ prefix: String) -> Bool {
    entry.utf8.count > prefix.utf8.count && entry.utf8.starts(with: prefix.utf8)
  }
}
