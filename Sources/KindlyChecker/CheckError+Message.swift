// The words of the checker: for each complaint its code, one sentence, what to write instead. Codes are explicit,
// stable and never reused.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource

extension CheckError {
  var diagnostic: Diagnostic {
    switch kind {
    case .unknownName(let name, let suggestions):
      make(201, "there is nothing called `\(name)` here", suggestions: suggestions)
    case .caseWithoutType(let name, let enumerations):
      make(
        201, "there is nothing called `\(name)` here",
        label: "for the case write " + CheckError.alternatives(enumerations.map { "\($0).\(name)" }),
        fixIts: enumerations.count == 1 ? [FixIt(span, "\(enumerations[0]).\(name)")] : [])
    case .assignsUnknown(let name, let suggestions):
      make(
        201, "there is nothing called `\(name)` here",
        label: "to make it, write `let \(name) = …`, or `var` where it changes",
        suggestions: suggestions)
    case .ambiguousRowField(let name, let type):
      make(
        202, "`\(name)` is both a field of the \(type) row and a name of yours",
        label: "write `it.\(name)` for the field, or rename yours",
        notes: ["neither is chosen for you: a name that is captured silently is how wrong rows are found"])
    case .unknownType(let name, let suggestions):
      // With `…` in it, it is only where to begin.
      make(
        203, "there is no type `\(name)`",
        label: suggestions.isEmpty ? "" : "did you mean \(CheckError.alternatives(suggestions))?",
        fixIts: suggestions.count == 1 && !suggestions[0].contains("…") ? [FixIt(span, suggestions[0])] : [])
    case .unknownField(let name, let owner, let suggestions, let known):
      make(
        204, "\(owner) has no field `\(name)`", suggestions: suggestions,
        notes: known.isEmpty ? [] : ["fields of \(owner): " + CheckError.list(known)])
    case .unknownFunction(let name, let suggestions):
      make(205, "there is no function `\(name)`", suggestions: suggestions)
    case .notAFunction(let name, let advice):
      make(205, "there is no function `\(name)`", label: advice)
    case .declaredTwice(let name):
      make(206, "`\(name)` is declared already", label: "choose another name")
    case .unknownHandle(let handle, let suggestions):
      make(
        207, "there is no record `@\(handle)`",
        label: suggestions.isEmpty
          ? "declare it above, or import it"
          : "did you mean " + CheckError.alternatives(suggestions.map { "@" + $0 }) + "?",
        fixIts: suggestions.count == 1 ? [FixIt(span, "@" + suggestions[0])] : [])
    case .ambiguousCase(let name, let enumeration):
      make(
        209, "`\(name)` is both a case of \(enumeration) and a name of yours",
        label: "write `\(enumeration).\(name)` for the case, or rename yours")
    case .handleOfAnotherNoun(let handle, let found, let wanted):
      make(
        210, "`@\(handle)` is already \(CheckError.article(found)), not \(CheckError.article(wanted))",
        label: wanted == "note" ? "what a note is on stands behind `on`: `note \"…\" on @\(handle)`" : "")
    case .unknownPreposition(let word, let noun, let known):
      make(
        211, "\(CheckError.article(noun)) takes no `\(word)`",
        label: "it takes " + known.map { "`\($0)`" }.joined(separator: ", "))
    case .unknownArgument(let name, let function, let suggestions, let known):
      make(
        212, "`\(function)` takes no `\(name)`", suggestions: suggestions,
        notes: known.isEmpty ? [] : ["`\(function)` takes " + CheckError.list(known)])
    case .unknownTemplate(let name, let suggestions):
      make(213, "there is no template `\(name)`", suggestions: suggestions)
    case .unknownRule(let name, let suggestions):
      make(214, "there is no rule `\(name)`", suggestions: suggestions)
    case .notAVerb(let name):
      make(215, "`\(name)` cannot follow a `|`", label: "a verb or a function belongs here")
    case .unknownCase(let name, let enumeration, let suggestions, let known):
      make(
        216, "\(enumeration) has no case `\(name)`", suggestions: suggestions,
        notes: ["cases of \(enumeration): " + known.joined(separator: ", ")])
    case .builtinNeedsType(let name, let signatures):
      make(
        235, "which `\(name)` is meant cannot be known here", label: "call it: `x -> \(name)(x)`",
        notes: signatures.map { "it is \($0)" })
    case .noPattern(let reason):
      make(236, "this is no pattern: \(reason)")
    case .groupField(let name):
      make(
        237, "`\(name)` is a field that `group` gives already", label: "name the key: `group the_\(name): \(name)`")

    case .usedAlready(let file): make(9040, "`\(file)` is used above already")
    case .clashOfFiles(let name, let first, let second):
      make(
        242, "`\(name)` comes from two used files", label: "use one of them `as` a name of its own",
        others: [
          Label(second.span, "from `\(second.file)`"), Label(first.span, "and from `\(first.file)`"),
        ])
    case .clashWithFile(let name, let file, let other):
      make(
        242, "`\(name)` is declared here and in `\(file)`, which this file uses",
        label: "rename it, or use that file `as` a name of its own", others: [Label(other, "the other one")])
    case .ruleOfTwoFiles(let name, let other):
      make(
        242, "two files of this program declare the rule `\(name)`", label: "rename one of them",
        others: [Label(other, "the other one")])
    case .notInFile(let name, let file, let suggestions, let known):
      make(
        243, "`\(file)` declares no `\(name)`", suggestions: suggestions,
        notes: known.isEmpty ? [] : ["it declares " + CheckError.list(known)])
    case .fileAsValue(let name, let known):
      make(
        244, "`\(name)` is a used file, not a value",
        label: "name something of it: `\(name).\(known.first ?? "…")`")
    case .statementInUsedFile(let more):
      make(
        245, "a used file holds declarations alone: `fn`, `let`, `template`, `field`, rules, tests",
        label: "this belongs in the script",
        notes: more == 0 ? [] : ["so do\(more == 1 ? "es one more statement" : " \(more) more statements") below"])
    case .variableInUsedFile(let name):
      make(246, "`\(name)` is a `var`, and a used file has none", label: "declare it with `let`, or in the script")
    case .constantWithEffects(let effects):
      make(
        247, "a constant of a used file may only look, and this \(CheckError.describe(effects))",
        label: "put it in a function")
    case .trustedSetting(let name, let written):
      make(
        383, "a script can't change `me.\(name)`",
        label: written.map { "paste this at the prompt: `me.\(name) = \($0)`" }
          ?? "set it at the prompt or with `eval`",
        notes: ["it decides what runs or what goes out in your name, so only you can change it"])
    case .onlyInInitFile(let name):
      make(388, "`me.\(name)` can be set only in `init.kindly`", label: "write `me { \(name): […] }` there")
    case .outsideReading(let path, let option):
      make(
        384, "this script can't read `\(path)`: it is outside the working folder",
        label: "to allow it, run the script with `\(option)`")
    case .outsideWriting(let path, let option):
      make(
        385, "this script can't write `\(path)`: it is outside the working folder",
        label: "to allow it, run the script with `\(option)`")
    case .variableNotGiven(let name, let option):
      make(386, "this script can't read the variable `\(name)`", label: "to allow it, run the script with `\(option)`")
    case .unknownHolidays(let name, let suggestions, let known):
      make(
        230, "there are no holidays called `\(name)`",
        label: suggestions.isEmpty ? "" : "did you mean " + CheckError.alternatives(suggestions) + "?",
        notes: ["those there are: " + known.joined(separator: ", ")],
        fixIts: suggestions.count == 1 ? [FixIt(span, "\"\(suggestions[0])\"")] : [])
    case .unknownZone(let name, let suggestions):
      make(
        231, "there is no time zone `\(name)`",
        label: suggestions.isEmpty
          ? "write one as `Europe/Berlin`, `UTC` or `+01:00`"
          : "did you mean " + CheckError.alternatives(Array(suggestions.prefix(3))) + "?")
    case .lengthTooLong:
      make(232, "this length of time is too long to be counted")
    case .badPattern(let sentence):
      make(234, sentence, notes: ["a pattern is made of letters such as `d MMMM yyyy`, `EEEE`, `HH:mm`"])
    case .declaredBelow(let name):
      make(218, "`\(name)` is declared further down", label: "its declaration belongs above this")
    case .usedBeforeDeclared(let name, let user):
      make(
        218, "\(user) uses `\(name)`, which has no value yet here: it is declared further down",
        label: "move this below the declaration of `\(name)`")

    case .mismatch(let found, let wanted):
      make(301, "\(CheckError.article(wanted)) is wanted here, and this is \(CheckError.article(found))")
    case .maybeNothing(let found, let wanted):
      make(
        302, "this may be nothing, and \(CheckError.article(wanted)) is wanted here",
        label: "say what holds otherwise: `… ?? …`",
        notes: ["its type is \(found); a test `!= nothing` before it does as well"])
    case .badOperands(let sign, let left, let right, let advice):
      make(303, "`\(sign)` does not take \(CheckError.article(left)) and \(CheckError.article(right))", label: advice)
    case .badOperand(let sign, let found):
      make(303, "`\(sign)` does not take \(CheckError.article(found))")
    case .interpolatesNothing(let type):
      make(
        304, "this may be nothing, and would stand in the text as `nothing`",
        label: "say what stands there otherwise: `… ?? …`",
        notes: ["its type is \(type)"])
    case .interpolatesFunction:
      make(304, "a function cannot stand in a text", label: "call it: `f(…)`")
    case .notCallable(let found, let hidden):
      make(
        305, "this is \(CheckError.article(found)), not a function",
        label: hidden.map { "the variable `\($0)` hides the function of that name: give it another" } ?? "")
    case .wrongArgumentCount(let function, let wanted, let found, let signatures):
      make(
        306, "`\(function)` takes \(wanted), not \(found)",
        label: function == "print" && found > 1 ? "put them in one text: `\"{a} {b}\"`" : "",
        notes: signatures.map { "it is \($0)" })
    case .positionalAfterNamed(let name):
      make(
        348, "an argument without a name stands behind one that has a name",
        label: name.map { "write `\($0): …`, or put it before the named ones" } ?? "put it before the named ones")
    case .namedForValue(let name):
      make(
        212, "the arguments of a function that is a value have no names", label: "leave out `\(name):`",
        notes: ["names belong to functions that `fn` declares"])
    case .missingArgument(let name, let function, let type):
      make(307, "`\(function)` needs `\(name)`", label: "add `\(name): …`, \(CheckError.article(type))")
    case .argumentTwice(let name):
      make(320, "`\(name)` is given twice")
    case .notAList(let verb, let found):
      make(
        308, "`\(verb)` works on a list, and the left side is \(CheckError.article(found))",
        label: found.hasPrefix("Map<") ? "`keys`, `values` and `entries` make lists of a map: `m | entries | …`" : "")
    case .mustBePure(let place, let effects):
      make(
        309, "\(place) may only look, and this \(CheckError.describe(effects))",
        label: "do it for each row: `| each { … }`")
    case .refusedValue(let field, let reason):
      make(310, "`\(field)` cannot be this: \(reason)")
    case .assignsConstant(let name, let constant, let word):
      make(
        311, name.hasPrefix("this ") ? "\(name) cannot change" : "`\(name)` cannot change",
        label: constant == .variable
          ? "declare it with `var` to change it"
          : "\(constant == .parameter ? "a parameter" : "the variable of a loop") keeps its value: "
            + "copy it, `var \(name)_ = \(name)`",
        others: word.map { [Label($0, "it is declared here")] } ?? [], fixIts: word.map { [FixIt($0, "var")] } ?? [])
    case .timeBehindLength(let found):
      make(
        301, "a time of day stands behind a date, and this is \(CheckError.article(found))",
        label: "put the sum in parentheses: `(friday + 1bd) 17:00`")
    case .fieldsInOtherOrder(let found, let wanted):
      make(
        301, "\(wanted) is wanted here, and this is \(found): the same fields in another order",
        label: "make it anew, field by field")
    case .needsTime:
      make(
        312, "a moment is wanted here, and a date has no time of day", label: "add one: `2026-11-24 10:00`, `(…) 17:00`"
      )
    case .notOrdered(let type):
      make(313, "\(CheckError.article(type)) has no order")
    case .conditionNotBool(let found):
      make(314, "a condition is a Bool, and this is \(CheckError.article(found))", label: "compare it with something")
    case .notExhaustive(let missing):
      make(
        315, "this match leaves out " + CheckError.leftOut(missing),
        label: "add these, or `else => …`")
    case .recursionNeedsResult(let name):
      make(316, "`\(name)` calls itself, so it has to say what it gives", label: "write `-> Type` after its parameters")
    case .recursiveField(let name):
      make(340, "the field `\(name)` is computed from itself", label: "what it gives cannot be known")
    case .typeTooDeep:
      make(341, "the type of this has too many types within one another", label: "more than 256 of them")
    case .alwaysNothing(let name, let isMutable, let value):
      make(
        342, "`\(name)` would \(isMutable ? "hold nothing" : "always be nothing"), and of which type cannot be known",
        label: CheckError.mend(value, "\(isMutable ? "var" : "let") \(name)"))
    case .emptyVariable(let name):
      make(
        342, "what the list `\(name)` will hold cannot be known",
        label: "say it: `var \(name): List<Text> = []`")
    case .notAListOfLists(let found):
      make(343, "`flatten` works on a list of lists, and this is \(CheckError.article(found))")
    case .negativeCount(let verb):
      make(
        344, "`\(verb)` counts rows, so that less than 0 means nothing", label: "`last` and `reverse` begin at the end")
    case .unknownWord(let word, let owner, let known):
      make(
        345, "\(owner) takes \(CheckError.alternatives(known))" + (word.isEmpty ? "" : ", not `\(word)`"))
    case .unknownEnding(let path, let known):
      make(
        346, "`\(path)` names no format that can be written",
        label: "end it in " + CheckError.alternatives(known))
    case .missingField(let field, let noun):
      make(317, "a new \(noun) needs its `\(field)`")
    case .readOnlyField(let field):
      make(318, "`\(field)` is kept by the program and cannot be written")
    case .outsideFunction:
      make(319, "`return` stands only in a function")
    case .outsideLoop(let word):
      make(319, "`\(word)` stands only in a loop")
    case .fieldTwice(let name):
      make(320, "`\(name)` is given twice")
    case .noFields(let name, let type, let instead):
      make(
        321, "\(CheckError.article(type)) has no fields, so no `\(name)`",
        label: instead.map { "write `\($0)`" } ?? "")
    case .rangeAsIndex(let isText):
      make(
        301, "an Int is wanted here, and this is a List<Int>",
        label: isText ? "a part of a text is `take(skip(s, 1), 2)`" : "a part of a list is `xs | skip 1 | take 2`")
    case .notIndexable(let type):
      make(
        322, "\(CheckError.article(type)) cannot be indexed",
        label: type.hasPrefix("{")
          ? "fields are read by their names, `r.a`; a map is written `[\"a\": 1]`, an empty one `[:]`"
          : "a list, a map or a text can")
    case .noCommonType(let first, let second):
      make(
        323, "these have no type in common: \(CheckError.article(first)) and \(CheckError.article(second))")
    case .unreachablePattern(let by):
      make(
        324, "this arm is never reached",
        label: by == .everything ? "what stands above it takes everything" : "an arm above it takes the same")
    case .lambdaTypeUnknown(let name):
      make(325, "the type of `\(name)` cannot be known here", label: "write it: `(\(name): Type) -> …`")
    case .parameterNeedsType(let name, let hasDefault):
      make(
        325, "the type of `\(name)` cannot be known here",
        label: "a parameter of `fn` says its type: `\(name): Int\(hasDefault ? " = …" : "")`, or what it is")
    case .lambdaDefault(let name):
      make(
        347, "the parameter `\(name)` of a function without a name has no default",
        label: "leave it out; a function that `fn` declares may have defaults")
    case .typeUnknown:
      make(349, "what this gives cannot be known", label: "say it with a type: `let x: Int = …`, `fn f() -> Int`")
    case .verbAlone(let verb):
      make(143, "`\(verb)` needs something behind it", label: CheckError.example(of: verb))
    case .unknownClause(let word, let command, let meant, let needed, let known, let whole):
      make(
        219, "`\(command)` has no `\(word)` clause",
        label: meant.map { "did you mean `\($0)`?" } ?? needed.map { "write `\($0)`" } ?? "remove it",
        notes: [
          known.isEmpty ? "`\(command)` takes no clauses" : "`\(command)` takes " + CheckError.alternatives(known)
        ],
        // Where another clause is still missing, taking this one out is not the whole repair.
        fixIts: meant.map { [FixIt(span, $0)] } ?? (needed == nil ? [FixIt(whole, "")] : []))
    case .clauseTwice(let clause, let command, let first, let whole):
      make(
        220, "`\(command)` takes `\(clause)` only once", label: "remove this one",
        others: [Label(first, "the first one")],
        fixIts: [FixIt(whole, "")])
    case .clauseMissing(let command, let clause, let usage):
      make(221, "`\(command)` needs `\(clause)`", label: "write `\(usage)`")
    case .clauseNeeds(let clause, let command, let wanted):
      make(
        222, "the `\(clause)` clause of `\(command)` needs \(wanted)",
        label: wanted.contains("handle") ? "write one that begins with `@`" : "write its name, without quotes")
    case .notAnAction:
      make(
        351, "a rule's `do` must be a `draft` or a `remind`",
        label: "write one of them, or an `if` or `match` with one in each branch",
        notes: ["a rule can draft a letter or remind you; anything else is up to you"])
    case .unchecked(let what):
      make(
        360, "internal error: \(what) was not checked, so nothing was run",
        notes: ["this is a bug in Kindly, not in your script: please report it with this line"])
    case .verbArguments(let verb, let wanted):
      make(326, "`\(verb)` wants \(wanted)")
    case .noPicture(let found):
      make(
        350, "there is no picture of \(CheckError.article(found))",
        label: Verb.pictures
      )
    case .notSummable(let verb, let found):
      make(327, "`\(verb)` takes numbers or durations, and this is \(CheckError.article(found))")
    case .needsName:
      make(328, "this column needs a name", label: "write `name: …`")
    case .notAssignable:
      make(329, "only a variable, a field or an element can be assigned to")
    case .noOverload(let function, let signatures, let found):
      make(
        330,
        "`\(function)` does not take "
          + (found.isEmpty ? "no arguments" : found.map(CheckError.article).joined(separator: ", ")),
        notes: signatures.map { "it is \($0)" })
    case .neverNeedsMessage:
      make(331, "a `never` rule is asked of a message: it needs `on m`")
    case .ruleNeeds(let clause, let rule):
      make(332, "the rule `\(rule)` needs a `\(clause)`")
    case .templateNeeds(let parameter, let template):
      make(332, "the template `\(template)` needs a `\(parameter)`")
    case .templateMisfits(let template, let parameter):
      make(
        258, "this `\(template)` can't replace the library's: the library's rules don't pass `\(parameter)`",
        label: "give `\(parameter)` a default, or give the template a name of its own")
    case .commandNeeds(let command, let wanted, let found):
      make(
        333, "`\(command)` is about \(wanted), and this is \(CheckError.article(found))",
        label: found.hasPrefix("List<") && !wanted.hasPrefix("a list") ? "a list goes before it: `… | \(command)`" : "")
    case .nestedDeclaration(let what, let instead):
      make(
        334, "\(what) stands at the top of a file, not inside a block",
        label: instead.isEmpty ? "move it out of the block" : "here write `let f = (a: Int) -> …`")
    case .testTwice(let name): make(9041, "another test above is called \"\(name)\" too")
    case .momentOutsideTest:
      make(
        390, "`at` moves the clock of a test, and stands in its block", label: "outside a test, `--now` sets the clock")
    case .absentInTest(let name, let test):
      make(
        391, "the test \"\(test)\" uses `\(name)`, which has no value in a test",
        label: "make it in the test, or in a function",
        notes: ["the statements of a file do not run before its tests; only what is made by looking alone is there"])
    case .notAValue:
      make(
        335, "a value belongs here, and this is none", label: "a case of an enumeration is written `Outcome.waiting`")
    case .cannotBeKey(let type):
      make(
        380, "\(CheckError.article(type)) cannot be the key of a map",
        notes: ["keys are texts, whole numbers, truth values, dates and times, records and cases, and lists of these"])
    case .mapOfNothing(let type):
      make(
        381, "a map holds no nothing, so its values cannot be \(CheckError.article(type))",
        label: "leave the key out: `m[k]` is nothing where there is none")
    case .mapNeedsTwoNames:
      make(
        382, "going through a map gives a key and a value",
        label: "write `for key, value in …`, or go through `keys(…)`")
    case .neverFires(let rule, let because): make(9602, "the rule `\(rule)` can never fire: \(because)")
    case .neverFulfilled(let rule, let because): make(9603, "the rule `\(rule)` can never be fulfilled: \(because)")

    case .valueThrownAway:
      make(9001, "this does nothing: its value is thrown away", label: "print it, keep it with `let`, or leave it out")
    case .hidesOuter(let name):
      make(9002, "this `\(name)` hides another one", label: "another name would be clearer")
    case .hidesLibrary(let name, let what):
      make(9002, "this `\(name)` hides \(what)", label: "another name would be clearer")
    case .bindsNearCase(let name, let enumeration, let suggestions):
      make(
        9006, "`\(name)` is no case of \(enumeration): it stands for every one",
        label: "did you mean \(CheckError.alternatives(suggestions))?",
        notes: ["a name that is no case takes whatever comes; `else` or `_` says so"])
    case .clockWordInDeclaration(let word):
      make(
        9003, "`\(word)` moves: running this file again another day would change the record",
        label: "write the date itself")
    case .neverNothing(let type, let isField):
      make(
        9004,
        isField
          ? "this is never nothing, so that `.` does as well as `?.`"
          : "the left side is never nothing, so the right side is never used",
        label: "it is \(CheckError.article(type))")
    case .unreachable:
      make(9005, "this is never reached")
    }
  }

  // MARK: - Laying words out

  private func make(
    _ code: UInt16, _ message: String, label: String = "", suggestions: [String] = [], others: [Label] = [],
    notes: [String] = [], fixIts: [FixIt] = []
  ) -> Diagnostic {
    assert(Code(code).isWarning == kind.isWarning)
    let label = suggestions.isEmpty ? label : "did you mean " + CheckError.alternatives(suggestions) + "?"
    let fixes = suggestions.count == 1 ? [FixIt(span, suggestions[0])] : fixIts
    return Diagnostic(Code(code), message, at: span, label: label, others: others, notes: notes, fixIts: fixes)
  }

  private static func alternatives(_ names: [String]) -> String {
    let quoted = names.map { "`\($0)`" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }

  private static func mend(_ value: NothingValue, _ binding: String) -> String {
    switch value {
    case .literal: "say what it may hold: `\(binding): Text? = nothing`"
    case .noElse: "an `if` without `else` gives nothing: add `else { … }`"
    case .noValue: "what stands behind `=` gives no value: leave out `\(binding) =`"
    }
  }

  /// The cases that an arm is missing for; prose stands without backticks.
  private static func leftOut(_ missing: [String]) -> String {
    missing.map { $0 == Checker.everythingElse ? $0 : "`\($0)`" }.joined(separator: ", ")
  }

  private static func example(of verb: String) -> String {
    switch verb {
    case "where", "any", "all", "none": "a condition, as in `\(verb) company == \"Acme\"`"
    case "take", "skip": "a number, as in `\(verb) 3`"
    case "search": "words, as in `search \"bees\"`"
    case "save": "a file, as in `save \"week.csv\"`"
    default: "an expression, as in `\(verb) company`"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.count > 12 ? names.prefix(12).joined(separator: ", ") + ", …" : names.joined(separator: ", ")
  }

  private static func article(_ noun: String) -> String {
    guard let first = noun.first else { return noun }
    if noun == "Nothing" || noun == "nothing" { return "nothing" }
    if "{([".contains(first) { return noun }
    return ("AEIOaeio".contains(first) ? "an " : "a ") + noun
  }

  private static func describe(_ effects: Effects) -> String {
    if effects.contains(.sends) { return "sends messages" }
    if effects.contains(.changes) { return "changes records" }
    if effects.contains(.files) { return "writes files" }
    return effects.contains(.says) ? "prints" : "assigns a variable"
  }
}
