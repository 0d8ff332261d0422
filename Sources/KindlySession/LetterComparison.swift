// Whether a letter says to one person what another letter has said to somebody else. Of both only what the user supplied
// counts, without names, the company, the position and the names of days; it is compared by its runs of three words. Whose
// words they are is LetterOrigin.swift's; which letters are compared, and what follows from it, is the rule's.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlyStore

/// What of the user's words does not tell one letter from another: names, and days.
struct LetterMask {
  private var words: Set<UInt64> = []

  static let days: [String] =
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december"
    .split(separator: " ").map(String.init)

  private static let months = Set(LetterWords(days.dropFirst(7).joined(separator: " ")).hashes)

  init() { Self.days.forEach { add(words: $0) } }

  /// Single words, wherever they stand.
  mutating func add(words text: String) { words.formUnion(LetterWords(text).hashes) }

  /// The numbers of the user's words that remain; `names` are this letter's.
  func own(_ letter: LetterWords, isOwn: [Bool], names: Set<UInt64>) -> [Int] {
    var isOwn = isOwn
    let hashes = letter.hashes
    // The number of a day stands beside its month.
    for place in hashes.indices where Self.months.contains(hashes[place]) {
      for day in [place - 1, place + 1] where hashes.indices.contains(day) && letter.isNumber(day) {
        isOwn[day] = false
      }
    }
    return hashes.indices.filter { isOwn[$0] && !words.contains(hashes[$0]) && !names.contains(hashes[$0]) }
  }
}

/// The own words of one letter, ready to be compared with many.
struct OwnWords {
  let letter: LetterWords
  let own: [Int]
  let runs: Set<UInt64>

  init(_ letter: LetterWords, own: [Int]) {
    (self.letter, self.own) = (letter, own)
    let hashes = own.map { letter.hashes[$0] }
    var runs: Set<UInt64> = []
    if hashes.count > 2 {
      runs.reserveCapacity(hashes.count)
      for start in 0...hashes.count - 3 {
        runs.insert(LetterWords.run(hashes[start], hashes[start + 1], hashes[start + 2]))
      }
    } else if !hashes.isEmpty {
      runs.insert(hashes.reduce(0) { LetterWords.run($0, $1, 0) })
    }
    self.runs = runs
  }

  /// From 0 to 1; nil where nothing of one of them remains.
  func similarity(_ other: OwnWords) -> Double? {
    guard !runs.isEmpty, !other.runs.isEmpty else { return nil }
    let (small, large) = runs.count < other.runs.count ? (runs, other.runs) : (other.runs, runs)
    let common = small.count { large.contains($0) }
    return Double(common) / Double(runs.count + other.runs.count - common)
  }

  /// The longest run of own words that both have.
  func passage(_ other: OwnWords) -> String {
    let (a, b) = (own.map { letter.hashes[$0] }, other.own.map { other.letter.hashes[$0] })
    var best = 0..<0
    var before = [Int](repeating: 0, count: b.count + 1)
    for i in a.indices {
      var lengths = [Int](repeating: 0, count: b.count + 1)
      for j in b.indices where a[i] == b[j] {
        lengths[j + 1] = before[j] + 1
        if lengths[j + 1] > best.count { best = i + 1 - lengths[j + 1]..<i + 1 }
      }
      before = lengths
    }
    guard let first = best.first, let last = best.last else { return "" }
    return letter.words(own[first]..<own[last] + 1)
  }
}

extension RunHost {
  /// What a letter has in common with one to somebody else of the same company, where that is more than `limit`: how
  /// much, with which, and the passage. Only letters that have been approved, or gone further, count.
  func overlap(of message: RowID, limit: Double) throws -> String? {
    guard case .noun(_, let to) = try value(.message, message, "to"),
      case .enumeration(_, let kind) = try value(.message, message, "kind"),
      let company = try company(of: message, to: to)
    else { return nil }
    var mask = LetterMask()
    for name in ["name", "company"] { mask.add(words: try text(.contact, to, name) ?? "") }
    mask.add(words: company)
    if let name = try text(.me, Store.meRow, "name") { mask.add(words: name) }
    if case .noun(_, let interview) = try value(.message, message, "interview") {
      mask.add(words: try text(.interview, interview, "role") ?? "")
    }
    let body = try text(.message, message, "body") ?? ""
    let (words, isOwn) = try wordsAndOrigin(
      message, body: body, isEdited: value(.message, message, "edited") == .bool(true),
      origin: message < 0 ? imaginedOrigin(message) : asking { try store.letterOrigin(message) })
    let mine = OwnWords(words, own: mask.own(words, isOwn: isOwn, names: []))
    if mine.runs.isEmpty { return nil }
    var letters: [ComparedLetter] = []
    try asking { try store.letters(kind: kind, company: company, notTo: to) { letters.append($0) } }
    var best: (letter: RowID, share: Double, passage: String)?
    for letter in letters {
      let names = Set(LetterWords(letter.name + " " + letter.role).hashes)
      let (words, isOwn) = try wordsAndOrigin(
        letter.row, body: letter.body, isEdited: letter.isEdited, origin: letter.origin)
      let theirs = OwnWords(words, own: mask.own(words, isOwn: isOwn, names: names))
      guard let share = mine.similarity(theirs), share > limit, share > best?.share ?? 0 else { continue }
      best = (letter.row, share, mine.passage(theirs))
    }
    guard let best else { return nil }
    let percent = Int((best.share * 100).rounded())
    return
      "\(percent)% of its own words are those of @\(try handle(.message, best.letter)): “\(best.passage)”"
  }

  private func company(of message: RowID, to: RowID) throws -> String? {
    if case .noun(_, let interview) = try value(.message, message, "interview") {
      return try text(.interview, interview, "company")
    }
    return try text(.contact, to, "company")
  }
}
