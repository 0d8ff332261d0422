// Whether a letter says to one person what another letter has said to somebody else. Of both only the writer's own words
// count: what the template says, names, the company, the position and the names of days are left out. What remains is
// compared by its runs of three words. Which letters are compared, and what follows from it, is the rule's.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlyStore
import KindlySyntax

/// The words of a text, folded, each with where it stands.
struct LetterWords {
  let text: [UInt8]
  private(set) var hashes: [UInt64] = []
  private(set) var places: [Range<Int>] = []

  init(_ text: String) {
    var text = text
    if !text.utf8.allSatisfy({ $0 < 0x80 }) { text = text.precomposedStringWithCanonicalMapping.lowercased() }
    self.text = Array(text.utf8)
    var hash = Self.seed
    var start = -1
    var index = 0
    let count = self.text.count
    self.text.withUnsafeBufferPointer { bytes in
      while index < count {
        var byte = bytes[index]
        var width = 1
        // A curly apostrophe is an apostrophe; other signs of the same block separate words.
        if byte == 0xE2, index + 2 < count, bytes[index + 1] == 0x80 {
          width = 3
          byte = bytes[index + 2] == 0x99 ? 0x27 : 0x20
        }
        if byte >= 0x41 && byte <= 0x5A { byte |= 0x20 }
        let isWord = (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x27 || byte >= 0x80
        if isWord {
          if start < 0 { start = index }
          hash = (hash ^ UInt64(byte)) &* Self.prime
        } else if start >= 0 {
          hashes.append(hash)
          places.append(start..<index)
          (start, hash) = (-1, Self.seed)
        }
        index += width
      }
      if start >= 0 {
        hashes.append(hash)
        places.append(start..<count)
      }
    }
  }

  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x0000_0100_0000_01B3

  /// One number for a run of words.
  static func run(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
    (((a &* prime) ^ b).byteSwapped &* prime ^ c) &* prime
  }

  func isNumber(_ word: Int) -> Bool { text[places[word]].allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }

  func words(_ range: Range<Int>) -> String {
    guard let first = range.first, let last = range.last else { return "" }
    return String(decoding: text[places[first].lowerBound..<places[last].upperBound], as: UTF8.self)
  }
}

/// What of letters is not their writer's own.
struct LetterMask {
  /// Runs of three words that a template says.
  private var runs: Set<UInt64> = []
  /// Words between two blanks of a template, names, days.
  private var words: Set<UInt64> = []

  static let days: [String] =
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december"
    .split(separator: " ").map(String.init)

  private static let months = Set(LetterWords(days.dropFirst(7).joined(separator: " ")).hashes)

  init() { Self.days.forEach { add(words: $0) } }

  /// Single words, wherever they stand.
  mutating func add(words text: String) { words.formUnion(LetterWords(text).hashes) }

  /// What a template says without a break.
  mutating func add(piece: String) {
    let found = LetterWords(piece).hashes
    guard found.count > 2 else { return words.formUnion(found) }
    for start in 0...found.count - 3 { runs.insert(LetterWords.run(found[start], found[start + 1], found[start + 2])) }
  }

  /// The numbers of the words that are the writer's own; `names` are this letter's.
  func own(_ letter: LetterWords, names: Set<UInt64>) -> [Int] {
    let hashes = letter.hashes
    var isOwn = [Bool](repeating: true, count: hashes.count)
    if hashes.count > 2 {
      for start in 0...hashes.count - 3
      where runs.contains(LetterWords.run(hashes[start], hashes[start + 1], hashes[start + 2])) {
        (isOwn[start], isOwn[start + 1], isOwn[start + 2]) = (false, false, false)
      }
    }
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
    var masked: Set<String> = []
    func maskTemplate(_ name: String) {
      guard masked.insert(name).inserted else { return }
      for piece in templatePieces(name) { mask.add(piece: piece) }
    }
    maskTemplate(try text(.message, message, "template") ?? "")
    if case .noun(_, let interview) = try value(.message, message, "interview") {
      mask.add(words: try text(.interview, interview, "role") ?? "")
    }
    let body = LetterWords(try text(.message, message, "body") ?? "")
    let mine = OwnWords(body, own: mask.own(body, names: []))
    if mine.runs.isEmpty { return nil }
    var best: (letter: RowID, share: Double, passage: String)?
    try asking {
      try store.letters(kind: kind, company: company, notTo: to) { letter in
        maskTemplate(letter.template)
        let names = Set(LetterWords(letter.name + " " + letter.role).hashes)
        let words = LetterWords(letter.body)
        let theirs = OwnWords(words, own: mask.own(words, names: names))
        guard let share = mine.similarity(theirs), share > limit, share > best?.share ?? 0 else { return }
        best = (letter.row, share, mine.passage(theirs))
      }
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

  /// What a template says of its own, piece by piece: its texts without what is put into them.
  private func templatePieces(_ name: String) -> [String] {
    guard let id = environment.function(named: environment.interner.intern(name)) else { return [] }
    let info = environment.function(id)
    guard info.kind == .template, environment.units.indices.contains(info.unit) else { return [] }
    let tree = environment.units[info.unit].tree
    let whole = tree[info.body]
    return tree.nodes.filter { $0.kind == .text && $0.start >= whole.start && $0.end <= whole.end }
      .map { tree.texts[Int($0.a)] }
  }
}
