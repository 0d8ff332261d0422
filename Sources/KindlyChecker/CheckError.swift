// What the checker can complain of: data alone. The words stand in `CheckError+Message.swift`.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource

struct CheckError: Diagnosable {
  let kind: Kind
  let span: Span

  init(_ kind: Kind, at span: Span) {
    self.kind = kind
    self.span = span
  }

  enum Kind {
    // MARK: Names
    case unknownName(String, suggestions: [String])
    /// A case of enumerations, where none is expected.
    case caseWithoutType(String, enumerations: [String])
    /// An assignment to a name that nothing declares.
    case assignsUnknown(String, suggestions: [String])
    case ambiguousRowField(String, type: String)
    case unknownType(String, suggestions: [String])
    case unknownField(String, owner: String, suggestions: [String], known: [String])
    case unknownFunction(String, suggestions: [String])
    case notAFunction(String, advice: String)
    case declaredTwice(String)
    case unknownHandle(String, suggestions: [String])
    case ambiguousCase(String, enumeration: String)
    case handleOfAnotherNoun(String, is: String, wanted: String)
    case unknownPreposition(String, noun: String, known: [String])
    case unknownArgument(String, function: String, suggestions: [String], known: [String])
    case unknownTemplate(String, suggestions: [String])
    case unknownRule(String, suggestions: [String])
    case notAVerb(String)
    case usedAlready(String)
    case clashOfFiles(String, first: (file: String, span: Span), second: (file: String, span: Span))
    case ruleOfTwoFiles(String, other: Span)
    case clashWithFile(String, file: String, other: Span)
    case notInFile(String, file: String, suggestions: [String], known: [String])
    case fileAsValue(String, known: [String])
    case statementInUsedFile(more: Int)
    case variableInUsedFile(String)
    case constantWithEffects(Effects)
    case declaredBelow(String)
    case usedBeforeDeclared(String, by: String)
    case unknownCase(String, enumeration: String, suggestions: [String], known: [String])
    case builtinNeedsType(String, signatures: [String])
    case noPattern(String)
    case groupField(String)

    case unknownHolidays(String, suggestions: [String], known: [String])
    case unknownZone(String, suggestions: [String])
    case lengthTooLong
    case badPattern(String)

    // MARK: Types
    case mismatch(found: String, wanted: String)
    case maybeNothing(found: String, wanted: String)
    case badOperands(String, left: String, right: String, advice: String)
    case badOperand(String, found: String)
    case interpolatesNothing(String)
    case interpolatesFunction
    case notCallable(String, hides: String?)
    case wrongArgumentCount(function: String, wanted: String, found: Int, signatures: [String] = [])
    case positionalAfterNamed(String?)
    case namedForValue(String)
    case missingArgument(String, function: String, type: String)
    case argumentTwice(String)
    case notAList(verb: String, found: String)
    case mustBePure(place: String, effects: Effects)
    case refusedValue(field: String, reason: String)
    /// `word` is the `let` that declares it.
    case assignsConstant(String, Constant, word: Span?)
    case needsTime
    case timeBehindLength(String)
    case fieldsInOtherOrder(found: String, wanted: String)
    case notOrdered(String)
    case conditionNotBool(String)
    case notExhaustive(missing: [String])
    case recursionNeedsResult(String)
    case recursiveField(String)
    case typeTooDeep
    case alwaysNothing(String, isMutable: Bool, value: NothingValue)
    case emptyVariable(String)
    case notAListOfLists(found: String)
    case negativeCount(verb: String)
    case unknownWord(String, of: String, known: [String])
    case unknownEnding(String, known: [String])
    case missingField(String, noun: String)
    case readOnlyField(String)
    case outsideFunction
    case outsideLoop(String)
    case fieldTwice(String)
    case noFields(String, type: String, instead: String?)
    case notIndexable(String)
    /// `xs[0..2]`
    case rangeAsIndex(isText: Bool)
    case noCommonType(String, String)
    case unreachablePattern(ReachedBy)
    case lambdaTypeUnknown(String)
    case parameterNeedsType(String, hasDefault: Bool)
    case lambdaDefault(String)
    case typeUnknown
    case verbArguments(verb: String, wanted: String)
    case notSummable(verb: String, found: String)
    case noPicture(found: String)
    case needsName
    case notAssignable
    case noOverload(function: String, signatures: [String], found: [String])
    case neverNeedsMessage
    case ruleNeeds(String, rule: String)
    case templateNeeds(String, template: String)
    /// The library's rules cannot call it in the place of the library's own.
    case templateMisfits(String, parameter: String)
    case commandNeeds(command: String, wanted: String, found: String)
    case nestedDeclaration(String, instead: String = "")
    case testTwice(String)
    case momentOutsideTest
    case absentInTest(String, test: String)
    case notAValue
    case neverFires(rule: String, because: String)
    case neverFulfilled(rule: String, because: String)
    case cannotBeKey(String)
    case mapOfNothing(String)
    case mapNeedsTwoNames

    case verbAlone(String)

    // MARK: Trust
    /// `written`: the value as it may be pasted at the prompt.
    case trustedSetting(String, written: String?)
    case onlyInInitFile(String)
    /// `option` gives the permission.
    case outsideReading(String, option: String)
    case outsideWriting(String, option: String)
    case variableNotGiven(String, option: String)

    // MARK: Commands
    /// `whole` is what to take out: the clause with the blank before it.
    case unknownClause(String, command: String, meant: String?, needed: String?, known: [String], whole: Span)
    case clauseTwice(String, command: String, first: Span, whole: Span)
    case clauseMissing(command: String, clause: String, usage: String)
    case clauseNeeds(String, command: String, wanted: String)
    /// What a rule's `do` is, where it is neither a draft nor a reminder.
    case notAnAction
    /// The checker has left out something that the compiler would reach.
    case unchecked(String)

    // MARK: Warnings
    case valueThrownAway
    case hidesOuter(String)
    case hidesLibrary(String, what: String)
    case bindsNearCase(String, enumeration: String, suggestions: [String])
    case clockWordInDeclaration(String)
    case neverNothing(String, isField: Bool)
    case unreachable
  }
}

extension CheckError {
  /// What cannot change.
  enum Constant { case variable, parameter, loop }

  /// What a value that is nothing comes from.
  enum NothingValue { case literal, noElse, noValue }

  /// Why a later arm of `match` is never reached.
  enum ReachedBy { case everything, same }

  /// Whether the program must not run.
  var isError: Bool { !kind.isWarning }

  /// Whether it is about a place that could not be read.
  func follows(from mistakes: SpanIndex) -> Bool {
    if mistakes.isEmpty { return false }
    if case .valueThrownAway = kind { return mistakes.touches(span) }
    return mistakes.overlaps(span)
  }
}

extension CheckError.Kind {
  /// Whether it says that a noun takes no such preposition or field.
  var isUnknownPart: Bool {
    switch self {
    case .unknownPreposition, .unknownField: true
    default: false
    }
  }

  /// Whether the program may run all the same; without making the words, for a source may have a million of them.
  var isWarning: Bool {
    switch self {
    case .usedAlready, .testTwice, .neverFires, .neverFulfilled, .valueThrownAway, .hidesOuter, .hidesLibrary,
      .bindsNearCase, .clockWordInDeclaration, .neverNothing, .unreachable:
      true
    default: false
    }
  }

  /// Whether it says that arguments are not what a function takes.
  var isAboutArguments: Bool {
    switch self {
    case .noOverload, .notCallable: true
    default: false
    }
  }

  /// Whether it says that a name is not there.
  var isUnknownName: Bool {
    switch self {
    case .unknownName, .unknownFunction, .unknownTemplate, .unknownField, .unknownRule: true
    default: false
    }
  }
}
