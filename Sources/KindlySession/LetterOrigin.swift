// Whose words the words of a letter are: the template's, or the user's. It is decided by the flow of data. When a letter is
// drafted, its template is asked a second time with the user's words marked - what they handed over, and what they noted -
// and a word that comes out marked is theirs, whatever the template did with it on the way; all else is the template's,
// whether it is written in it, comes from a function, or is computed. Of a letter that was edited, what has changed since is
// the user's. The letter itself is never made of marked words. Comparing is LetterComparison.swift's.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlyStore

/// Letters and digits in another guise that no text has: the private planes of Unicode. What looks at a text's length, its
/// blanks or its marks, finds them where they were.
enum Marked {
  static func mark(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      let isOfWord =
        properties.isAlphabetic || properties.numericType != nil || properties.generalCategory == .nonspacingMark
      scalars.append(isOfWord && scalar.value < 0x1_FFFE ? Unicode.Scalar(scalar.value + 0xF_0000) ?? scalar : scalar)
    }
    return String(scalars)
  }

  static func isMarked(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0xF_0000 }

  /// The word in its own guise, and whether any of it was marked.
  static func unmarked(_ text: String) -> (text: String, isMarked: Bool) {
    guard text.unicodeScalars.contains(where: isMarked) else { return (text, false) }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      scalars.append(isMarked(scalar) ? Unicode.Scalar(scalar.value - 0xF_0000) ?? scalar : scalar)
    }
    return (String(scalars), true)
  }

  /// The texts within a value in another guise.
  static func mark(_ value: Value) -> Value {
    switch value {
    case .text(let text): .text(mark(text))
    case .list(let elements): .list(elements.map(mark))
    case .record(let fields): .record(fields.map { .init($0.name, mark($0.value)) })
    case .nothing, .bool, .int, .number, .date, .time, .dateTime, .duration, .noun, .enumeration, .function, .map: value
    }
  }
}

/// The words of a letter as it was drafted, and which of them are the user's.
struct LetterOrigin {
  let hashes: [UInt64]
  let isOwn: [Bool]

  /// Takes a text in which the user's words are marked.
  init(_ text: String) {
    let words = LetterWords(text)
    var (hashes, isOwn): ([UInt64], [Bool]) = ([], [])
    for index in words.hashes.indices {
      let (word, isMarked) = Marked.unmarked(words.word(index))
      // Folded in its own guise; a mark within a word may have been one that parts words.
      let found = isMarked ? LetterWords(word).hashes : [words.hashes[index]]
      hashes += found
      isOwn += found.map { _ in isMarked }
    }
    (self.hashes, self.isOwn) = (hashes, isOwn)
  }

  /// Which words of a text are the user's: those that came here as theirs, and of what is not here those of which `isNew`
  /// says so.
  func own(in words: LetterWords, isNew: (Int) -> Bool) -> [Bool] {
    if words.hashes == hashes { return isOwn }
    var own = [Bool](repeating: false, count: words.hashes.count)
    var inserted: Set<Int> = []
    var removed: Set<Int> = []
    for change in words.hashes.difference(from: hashes) {
      switch change {
      case .insert(let offset, _, _): inserted.insert(offset)
      case .remove(let offset, _, _): removed.insert(offset)
      }
    }
    var kept = hashes.indices.lazy.filter { !removed.contains($0) }.makeIterator()
    for index in own.indices {
      if inserted.contains(index) {
        own[index] = isNew(index)
      } else if let place = kept.next() {
        own[index] = isOwn[place]
      }
    }
    return own
  }
}

extension RunHost {
  /// A letter as a template gave it, for the one who asks whose its words are.
  struct DraftedLetter {
    let template: FunctionID
    let arguments: [(name: String, value: Value)]
    let body: String
  }

  /// The text of a letter with the user's words marked, to be kept with it.
  func origin(of letter: DraftedLetter) throws -> String {
    let words = LetterWords(letter.body)
    let info = environment.function(letter.template)
    var supplied: Set<UInt64> = []
    var arguments: [Value] = []
    for (place, argument) in letter.arguments.enumerated() {
      // What nobody handed over is the template's own.
      let standard = info.defaults.indices.contains(place) ? info.defaults[place] : nil
      if let standard, try machine?.call(standard, []) == argument.value {
        arguments.append(argument.value)
      } else {
        arguments.append(Marked.mark(argument.value))
        for text in Self.texts(argument.value) { supplied.formUnion(LetterWords(text).hashes) }
      }
    }
    let asked = try marked(letter.template, arguments)
    // Where the template looks at the words themselves, it may have gone another way with the marked ones: of what only the
    // true letter has, the user's words are those that they handed over.
    let own = LetterOrigin(asked ?? "").own(in: words) { supplied.contains(words.hashes[$0]) }
    var text: [UInt8] = []
    var end = 0
    for (place, isOwn) in zip(words.places, own) where isOwn {
      text += words.text[end..<place.lowerBound]
      text += Marked.mark(String(decoding: words.text[place], as: UTF8.self)).utf8
      end = place.upperBound
    }
    return String(decoding: text + words.text[end...], as: UTF8.self)
  }

  private static func texts(_ value: Value) -> [String] {
    switch value {
    case .text(let text): [text]
    case .list(let elements): elements.flatMap(texts)
    case .record(let fields): fields.flatMap { texts($0.value) }
    case .nothing, .bool, .int, .number, .date, .time, .dateTime, .duration, .noun, .enumeration, .function, .map: []
    }
  }

  /// What the template writes with marked words; nil where it cannot.
  private func marked(_ template: FunctionID, _ arguments: [Value]) throws -> String? {
    guard let machine, environment.function(template).effects.isSubset(of: [.reads]) else { return nil }
    let before = (isProspective, isMarking, trace)
    (isProspective, isMarking, trace) = (true, true, nil)
    defer { (isProspective, isMarking, trace) = before }
    do {
      return try machine.letter(template: template, arguments: arguments).body
    } catch {
      // A run that is to end ends.
      if [Fault.interrupted, .timedOut].contains(where: { $0.code == error.fault.code }) { throw error }
      return nil
    }
  }

  /// What the user wrote, in the fields of records.
  static func isUsersWord(_ noun: Noun, _ field: Int) -> Bool {
    switch noun {
    case .note: noun.fields[field].name == "text"
    case .message: noun.fields[field].name == "detail"
    case .contact, .interview, .deadline, .me, .obligation, .settlement: false
    }
  }

  /// The origin of a draft that is only imagined.
  func imaginedOrigin(_ message: RowID) throws -> String? { try imaginedLetters[message].map(origin) }

  /// The words of a letter, and which are the user's. `origin` is what was kept when it was drafted.
  func wordsAndOrigin(
    _ message: RowID, body: String, isEdited: Bool, origin: String?
  ) throws -> (LetterWords, isOwn: [Bool]) {
    if let known = knownLetters[message], known.body == body { return (known.words, known.isOwn) }
    let words = LetterWords(body)
    var kept = origin.map(LetterOrigin.init)
    // Undoing may have put back an earlier wording than the one that was kept.
    if !isEdited, kept?.hashes != words.hashes { kept = nil }
    let isOwn: [Bool]
    if let kept = try kept ?? redrafted(message) {
      let detail = Set(LetterWords(try text(.message, message, "detail") ?? "").hashes)
      isOwn = kept.own(in: words) { isEdited || detail.contains(words.hashes[$0]) }
    } else {
      isOwn = [Bool](repeating: true, count: words.hashes.count)
    }
    knownLetters[message] = (body, words, isOwn)
    return (words, isOwn)
  }

  /// What its template gives today, for a letter of which nothing was kept.
  private func redrafted(_ message: RowID) throws -> LetterOrigin? {
    guard let name = try text(.message, message, "template"),
      let template = environment.function(named: environment.interner.intern(name)),
      environment.function(template).kind == .template, let machine
    else { return nil }
    let info = environment.function(template)
    var arguments: [Value] = []
    for (place, symbol) in info.parameterNames.enumerated() {
      let name = environment.interner.text(symbol)
      let stored =
        ["to", "interview", "round", "detail"].contains(name) ? try value(.message, message, name) : .nothing
      if stored != .nothing {
        arguments.append(Marked.mark(stored))
      } else if info.defaults.indices.contains(place), let standard = info.defaults[place] {
        arguments.append(try machine.call(standard, []))
      } else {
        return nil
      }
    }
    return try marked(template, arguments).map(LetterOrigin.init)
  }
}
