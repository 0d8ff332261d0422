// The words of the catalogue as symbols: what a name may mean besides what a source declares, and the fields of nouns
// and the cases of enumerations by number. Made once for a session, so that the checker compares numbers and neither
// makes nor compares texts. States no facts of its own: all of it is read from the tables.

import KindlyCatalog
import KindlySource

struct Lexicon {
  /// What a word is in the language; one word may be several things.
  struct Meaning {
    var verb: Verb?
    var builtin: Builtin?
    var source: Source?
    var clock: ClockName?
    var command: Command?
    /// The noun that it declares.
    var noun: Noun?
    /// The type that it names, other than a list.
    var type: TypeID?
    /// The number of the field of that name plus one, a byte for each noun.
    var fieldNumbers: UInt64 = 0
    /// What assigning a field of that name may change.
    var fieldReach: Reach = []
  }

  struct Field {
    let symbol: Symbol
    let type: TypeID
    let check: FieldCheck
    let isRequired: Bool
    /// The program alone writes it.
    let isReadOnly: Bool

    /// What is wrong with a text for it.
    func complaint(_ text: String) -> String? { check.complaint(about: text, isRequired: isRequired) }
  }

  struct Preposition {
    let symbol: Symbol
    /// The numbers of the fields that it may fill.
    let fields: [Int]
  }

  private var meanings: [Meaning] = []
  /// The fields of each noun, in the order of its table.
  private var fields: [[Field]] = []
  private var prepositions: [[Preposition]] = []
  /// The field that the headline of a declaration fills.
  private var headlines: [Int?] = []
  /// What a new record must say.
  private var required: [[Int]] = []
  /// The cases of each enumeration, in their order.
  private var cases: [[Symbol]] = []
  let underscore: Symbol
  let due: Symbol
  let replyBy: Symbol
  let starts: Symbol
  let on: Symbol
  let me: Symbol
  let args: Symbol

  init(interner: Interner, types: TypeTable) {
    underscore = interner.intern("_")
    due = interner.intern("due")
    replyBy = interner.intern("reply_by")
    starts = interner.intern("starts")
    on = interner.intern("on")
    me = interner.intern("me")
    args = interner.intern("args")
    func place(_ word: String) -> Int {
      let number = Int(interner.intern(word).rawValue)
      while meanings.count <= number { meanings.append(Meaning()) }
      return number
    }
    for verb in Verb.allCases { meanings[place(verb.name)].verb = verb }
    for builtin in Builtin.allCases { meanings[place(builtin.name)].builtin = builtin }
    for source in Source.allCases { meanings[place(source.rawValue)].source = source }
    for word in ClockName.allCases { meanings[place(word.rawValue)].clock = word }
    for command in Command.allCases { meanings[place(command.rawValue)].command = command }
    for noun in Noun.allCases {
      if Noun.shown.contains(noun) { meanings[place(noun.typeName)].type = .noun(noun) }
      meanings[place(noun.word)].noun = Noun.declarable(noun.word)
      let spec = noun.spec
      for (number, field) in spec.fields.enumerated() {
        let place = place(field.name)
        meanings[place].fieldReach.formUnion(.noun(noun))
        meanings[place].fieldNumbers |= UInt64(number + 1) << (UInt64(noun.rawValue) * 8)
      }
      fields.append(
        spec.fields.map {
          Field(
            symbol: interner.intern($0.name), type: types.type(of: $0), check: $0.check,
            isRequired: $0.initial == .required, isReadOnly: $0.access == .program)
        })
      prepositions.append(
        spec.prepositions.map { preposition in
          Preposition(
            symbol: interner.intern(preposition.word), fields: preposition.fields.compactMap { spec.fieldIndex($0) })
        })
      headlines.append(spec.headline.flatMap { spec.fieldIndex($0) })
      required.append(
        spec.fields.indices.filter { spec.fields[$0].initial == .required && spec.fields[$0].access == .user })
    }
    for enumeration in Enumeration.allCases {
      meanings[place(enumeration.typeName)].type = .enumeration(enumeration)
      cases.append(enumeration.cases.map { interner.intern($0) })
    }
    for (name, type) in Checker.plainTypes { meanings[place(name)].type = type }
  }

  subscript(_ symbol: Symbol) -> Meaning {
    Int(symbol.rawValue) < meanings.count ? meanings[Int(symbol.rawValue)] : Meaning()
  }

  /// The number of a stored field in its noun's table.
  func fieldIndex(_ noun: Noun, _ symbol: Symbol) -> Int? {
    guard Int(symbol.rawValue) < meanings.count else { return nil }
    let number = meanings[Int(symbol.rawValue)].fieldNumbers >> (UInt64(noun.rawValue) * 8) & 0xFF
    return number == 0 ? nil : Int(number) - 1
  }

  func field(_ noun: Noun, _ index: Int) -> Field { fields[Int(noun.rawValue)][index] }

  func fieldType(_ noun: Noun, _ index: Int) -> TypeID { fields[Int(noun.rawValue)][index].type }

  func preposition(_ noun: Noun, _ symbol: Symbol) -> Preposition? {
    prepositions[Int(noun.rawValue)].first { $0.symbol == symbol }
  }

  func headline(_ noun: Noun) -> Int? { headlines[Int(noun.rawValue)] }

  func required(_ noun: Noun) -> [Int] { required[Int(noun.rawValue)] }

  /// Whether it is a case of some enumeration.
  func isCase(_ symbol: Symbol) -> Bool { cases.contains { $0.contains(symbol) } }

  /// The number of a case.
  func caseIndex(_ enumeration: Enumeration, _ symbol: Symbol) -> Int? {
    cases[Int(enumeration.rawValue)].firstIndex(of: symbol)
  }
}

/// Fields that have been given, by their numbers.
struct GivenFields {
  private var bits: UInt64 = 0

  /// False where it was there already.
  mutating func insert(_ index: Int) -> Bool {
    let bit = UInt64(1) << UInt64(index)
    defer { bits |= bit }
    return bits & bit == 0
  }

  func contains(_ index: Int) -> Bool { bits & (UInt64(1) << UInt64(index)) != 0 }
}
