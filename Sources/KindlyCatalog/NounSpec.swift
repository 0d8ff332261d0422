// The shape of the noun table: what a noun and a field of it are described by. The entries stand in `Nouns.swift`.
// Checker, storage columns, completion, help and docs are all made from these.

/// What a field holds, `nothing` aside.
public indirect enum FieldType: Hashable, Sendable {
  case bool, int, number, text, date, time, dateTime, duration
  case enumeration(Enumeration)
  case noun(Noun)
  case list(FieldType)
}

/// What a field holds when its declaration does not say.
public enum FieldDefault: Hashable, Sendable {
  /// A new record must say it.
  case required
  case nothing
  case enumeration(Int)
  case int(Int)
  case text(String)
  case seconds(Int)
  case emptyList
  /// The time of day, in seconds since midnight.
  case time(Int)
  /// The clock's now.
  case now
}

/// What is asked of a value before it is written.
public enum FieldCheck: Hashable, Sendable {
  case none
  /// No control character, no line break, at most 500 characters; not blank where the field is required.
  case oneLine
  /// Any text of at most 100 000 characters.
  case prose
  case email, url, phone, zone
  /// The address of a mail server, without a password.
  case server
  case positive
}

/// Who may write a field.
public enum FieldAccess: Hashable, Sendable {
  /// Declarations and assignments.
  case user
  /// The program alone: `handle`, `created_at`, a message's state.
  case program
}

public struct FieldSpec: Hashable, Sendable {
  public let name: String
  public let type: FieldType
  /// Whether it may be `nothing`.
  public let isOptional: Bool
  public let initial: FieldDefault
  public let check: FieldCheck
  public let access: FieldAccess
  /// A setting that decides what runs, or what goes out in the user's name: only a `Voice` that may change trusted
  /// settings writes it.
  public let isTrusted: Bool
  /// Whether the store keeps it; the others are said in `init.kindly` alone, and are in force while it says so.
  public let isStored: Bool
  /// One line for completion, help and docs.
  public let summary: String

  init(
    _ name: String, _ type: FieldType, optional: Bool = false, _ initial: FieldDefault, check: FieldCheck = .none,
    access: FieldAccess = .user, trusted: Bool = false,
    stored: Bool = true, _ summary: String
  ) {
    self.name = name
    self.type = type
    self.isOptional = optional
    self.initial = initial
    self.check = check
    self.access = access
    isTrusted = trusted
    isStored = stored
    self.summary = summary
  }
}

/// A preposition of a declaration and the fields it may fill: several where the value's noun tells them apart.
public struct PrepositionSpec: Hashable, Sendable {
  public let word: String
  public let fields: [String]
}

public struct NounSpec: Sendable {
  /// `contact`: opens a declaration.
  public let word: String
  /// `contacts`: the source of all of them.
  public let plural: String
  /// `Contact`.
  public let typeName: String
  /// The field that the headline fills, if declarations have one.
  public let headline: String?
  public let prepositions: [PrepositionSpec]
  /// `handle`, `created_at` and `updated_at` first, where the noun is stored.
  public let fields: [FieldSpec]
  /// The fields, stored or computed, that a table of them shows.
  public let columns: [String]
  /// Those of them that a narrow terminal does without, the first one first: the handle says the same.
  public internal(set) var spare: [String] = []
  /// The text fields that `search` looks into.
  public internal(set) var searched: [String] = []
  /// What the store keeps sorted, besides handles and references: the fields of each index, in their order.
  public internal(set) var indexes: [[String]] = []
  public let isStored: Bool
  /// Whether a script may declare one.
  public let isDeclarable: Bool
  public let summary: String

  public func fieldIndex(_ name: String) -> Int? { fields.firstIndex { $0.name == name } }
}
