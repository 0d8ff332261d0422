// The host of a run: what the machine asks, answered from the store, the clock and the etiquette. Reading stands here;
// changing, drafting and printing have files of their own. The invariant: a read changes nothing, whoever asks.

import Foundation
import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlySource
import KindlyStore
import KindlyTime

final class RunHost: KindlyMachine.Host {
  var store: Store {
    didSet { store.keepInForce(of: oldValue) }
  }
  var output: any Output
  let options: SessionOptions
  let environment: Environment
  /// Set once, by the session that makes both.
  weak var machine: Machine?
  /// A place in a source as the user would look it up: `stdlib/etiquette.kindly:56`. Set by the session.
  var place: (Span) -> String = { _ in "" }
  /// Tells the user something while the run goes on. Set by the session.
  var tell: (Diagnostic) -> Void = { _ in }

  /// The clock of this run; it stands still.
  var now: DateTime
  /// Where the clock stood before each `at` block of a test that is under way.
  var moments: [DateTime] = []
  /// What `me.holidays` names; read when first asked for.
  var calendar: BusinessCalendar {
    if let calendarInForce { return calendarInForce }
    let calendar = namedCalendar()
    calendarInForce = calendar
    return calendar
  }
  var calendarInForce: BusinessCalendar?
  let calendars: HolidayCalendars
  var arguments: [String] { options.arguments }
  func variable(_ name: String) throws -> String? {
    guard permissions.mayAsk(name) else { throw refusal(toAsk: name) }
    return options.environment[name]
  }
  var zone: ZoneID { now.zone }

  /// Whose word runs. A script may only approve the kinds that `me.approve` listed before the run.
  var voice = Voice.script
  /// Whether it is the user's approval (the prompt, `eval`, a command), or that of a test, where nothing leaves.
  var isUsersWord: Bool { voice == .user || voice == .test }
  var approvableKinds: Set<Int> = []
  /// Who declares what is declared.
  var declaring = DeclaringSource.typed
  /// Why the user's own rules are not in force, where there are some.
  var missingRules: MissingRules?

  /// Drafts that are only imagined, to ask the rules about them; their rows are negative.
  var prospects: [RowID: [Int: Value]] = [:]
  var isProspective = false
  /// The letters of those drafts, and what has been found of others' words.
  var imaginedLetters: [RowID: DraftedLetter] = [:]
  var knownLetters: [RowID: (body: String, words: LetterWords, isOwn: [Bool])] = [:]
  /// Whether the user's words are handed out marked, to see where they end up.
  var isMarking = false
  /// The obligations found so far, by their row.
  var obligations: [Obligation] = []
  var obligationRows: [String: RowID] = [:]
  /// How often the run has written; what was found before is found anew after a write.
  var writes = 0
  var agendaAsOf = -1
  var agendaOrder: [RowID] = []
  /// What the user said of obligations, by their keys, and when that was read.
  var settlements: [String: RowID] = [:]
  var settlementsAsOf = -1
  /// What is read while somebody wants to know why; nil otherwise.
  var trace: Trace?
  /// Whether what is not asked for is wanted with its handle too.
  var isExplaining = false
  /// Whether an obligation's action is carried out, rather than a draft asked for by name.
  var isPerforming = false

  /// What the action of a rule that is being carried out, or imagined, has done so far.
  var outcome = ActionOutcome()

  /// Messages to hand to the transport when the run has committed.
  var toDeliver: [RowID] = []
  /// Those of them that go at once, whatever the hour.
  var urgent: Set<RowID> = []
  /// Files to write when the run has committed.
  var toSave: [(path: String, bytes: [UInt8])] = []
  /// The store's last refusal, for the exit code.
  var failure: StoreError?
  /// Why printing failed, if it did.
  var outputFailure: OutputError?

  init(
    store: Store, output: any Output, options: SessionOptions, environment: Environment, calendars: HolidayCalendars,
    now: DateTime
  ) {
    self.store = store
    self.output = output
    self.options = options
    self.environment = environment
    self.calendars = calendars
    self.now = now
  }

  /// Forgets what belonged to the run before.
  func beginRun(now: DateTime) {
    self.now = now
    calendarInForce = nil
    moments = []
    prospects = [:]
    imaginedLetters = [:]
    knownLetters = [:]
    isProspective = false
    writes += 1
    toDeliver = []
    urgent = []
    toSave = []
    failure = nil
    outputFailure = nil
    approvableKinds = []
    if case .list(let kinds)? = try? value(.me, Store.meRow, field: Noun.me.spec.fieldIndex("approve") ?? 0) {
      for case .enumeration(_, let kind) in kinds { approvableKinds.insert(kind) }
    }
  }

  /// What ends the run from outside.
  var limit: RunLimit { options.limit }
  /// How many questions go by until the limit is looked at again.
  private var questionsLeft = RunHost.questionsPerLook
  private static let questionsPerLook = 64

  /// Between the questions of a run: an export or a rule may ask some hundred thousand.
  func stopIfAsked() throws {
    questionsLeft -= 1
    if questionsLeft > 0 { return }
    questionsLeft = Self.questionsPerLook
    try limit.check()
  }

  /// The store's answer; its refusals become the machine's errors.
  func asking<T>(_ work: () throws -> T) throws -> T {
    do {
      try stopIfAsked()
      return try work()
    } catch let error as StoreError {
      if error == .stopped { throw RuntimeError(limit.reason ?? .interrupted, at: nil) }
      failure = error
      throw HostError(code: error.code, error.message, notes: error.hint.isEmpty ? [] : [error.hint])
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    do {
      try output.write(bytes)
    } catch let error as OutputError {
      outputFailure = error
      throw error
    }
  }

  // MARK: - Records

  func row(_ noun: Noun, handle: String) throws -> RowID {
    if noun == .obligation {
      _ = try rows(.agenda)
      if let row = obligationRows[handle] { return row }
      throw HostError(
        code: 603, "there is nothing to do called `@\(handle)` now", notes: ["`agenda` lists what there is"])
    }
    guard let found = try asking({ try store.row(handle: handle) }), found.noun == noun else {
      if let row = store.impliedRow(noun, handle: handle) { return row }
      throw HostError(code: 508, "there is no \(noun.word) `@\(handle)` any more")
    }
    return found.row
  }

  func handle(_ noun: Noun, _ row: RowID) throws -> String {
    if noun == .obligation { return try obligation(row).handle }
    if row < 0 {
      if case .text(let handle)? = prospects[row]?[Noun.handleField] { return handle }
      return "draft"
    }
    return try asking { try store.handle(noun, row) }
  }

  func rows(_ source: Source) throws -> [RowID] {
    guard let noun = source.noun else { return [] }
    if noun == .obligation { return try agenda() }
    return try asking { try store.rows(of: noun) }
  }

  func rows(_ noun: Noun, after row: RowID) throws -> [RowID] { try asking { try store.rows(of: noun, after: row) } }

  func value(_ noun: Noun, _ row: RowID, field: Int) throws -> Value {
    if noun == .obligation { return try obligation(row).value(field: field) }
    let value =
      row < 0
      ? prospects[row]?[field] ?? .nothing : try asking { try store.value(noun, row, field: field, zone: zone) }
    if let trace { trace.read(Trace.Fact(noun: noun, row: row, field: field, value: value)) }
    return isMarking && Self.isUsersWord(noun, field) ? Marked.mark(value) : value
  }

  /// A field by its name, for the session's own questions.
  func value(_ noun: Noun, _ row: RowID, _ name: String) throws -> Value {
    guard let field = noun.spec.fieldIndex(name) else { return .nothing }
    return try value(noun, row, field: field)
  }

  func text(_ noun: Noun, _ row: RowID, _ name: String) throws -> String? {
    if case .text(let text) = try value(noun, row, name) { return text }
    return nil
  }

  /// A field by its name, computed ones too.
  func anyValue(_ noun: Noun, _ row: RowID, _ name: String) throws -> Value {
    if noun.spec.fieldIndex(name) != nil { return try value(noun, row, name) }
    if let id = environment.computedField(noun, environment.interner.intern(name)), let machine {
      return try machine.call(id, [.noun(noun, row)])
    }
    return .nothing
  }
}

// MARK: - For the checker

/// Answers the checker's questions about handles from the store.
final class HandleLookup: HandleDirectory {
  private let store: Store
  private let calendars: HolidayCalendars
  private var asked = 0
  private var all: [String: Noun]?

  init(store: Store, calendars: HolidayCalendars) {
    self.store = store
    self.calendars = calendars
  }

  func noun(ofHandle handle: String) -> Noun? {
    if handle.hasPrefix("todo-") { return .obligation }
    if let all { return all[handle] }
    // Who asks for many is better served by all at once.
    asked += 1
    if asked > 64, let handles = try? store.handles() {
      let all = Dictionary(handles.map { ($0.name, $0.noun) }) { first, _ in first }
      self.all = all.merging([Store.meHandle: .me]) { _, me in me }
      return self.all?[handle]
    }
    return (try? store.row(handle: handle))?.noun
  }

  func handles() -> [String] { ((try? store.handles()) ?? []).map(\.name) }

  func holidayNames() -> [String]? { calendars.names() }
}
