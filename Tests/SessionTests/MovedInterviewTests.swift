// Which record a declaration without a handle means when its day changes: in its file, at the prompt, through an import.
// There is never a second interview where there is one, and a rerun changes nothing.

import Foundation
import Testing

@testable import KindlySession

struct MovedInterviewTests {
  private static let people = """
    me { name: "Sam Okafor", email: "sam@example.org" }
    contact @dana "Dana Reyes" at "Acme"
    contact @lee "Lee Wu" at "Acme"

    """

  private func interview(_ starts: String, with people: String = "@dana", _ rest: String = "") -> String {
    "interview \"Engineer\" at \"Acme\" on \(starts) with \(people)\(rest)\n"
  }

  private func file(_ declarations: String...) -> String { Self.people + declarations.joined() }

  private func interviews(_ bench: Bench) -> [String] {
    let text = bench.eval("for i in interviews { print(\"{i.handle} {i.starts}\") }").text
    return text.split(separator: "\n").map(String.init)
  }

  /// Runs a file twice: it does what it is to do, and the second time nothing.
  private func run(
    _ bench: Bench, _ source: String, name: String = "test.kindly", sourceLocation: SourceLocation = #_sourceLocation
  ) -> String {
    let first = bench.script(source, name: name)
    #expect(first.exit == .success, "\(first.complaints)", sourceLocation: sourceLocation)
    let before = bench.dump()
    let second = bench.script(source, name: name)
    #expect(
      second.exit == .success && !second.complaints.contains("moved"), "\(second.complaints)",
      sourceLocation: sourceLocation)
    #expect(bench.dump() == before, "a rerun changes nothing", sourceLocation: sourceLocation)
    return first.complaints
  }

  // MARK: - In its file

  @Test func aDayThatChangesInItsFileMovesTheInterview() throws {
    let bench = try Bench()
    #expect(run(bench, file(interview("2026-11-30 10:00"))) == "")
    let told = run(bench, file(interview("2026-12-03 14:00")))
    #expect(
      told.contains("warning[K9610]: `@acme-engineer-2026-11-30` moved from 2026-11-30 10:00 to 2026-12-03 14:00"),
      "\(told)")
    #expect(interviews(bench) == ["acme-engineer-2026-11-30 2026-12-03 14:00"])
    // Another hour of the same day, and back to the first day.
    #expect(run(bench, file(interview("2026-12-03 16:30"))).contains("K9610"))
    #expect(run(bench, file(interview("2026-11-30 10:00"))).contains("K9610"))
    #expect(interviews(bench) == ["acme-engineer-2026-11-30 2026-11-30 10:00"])
    // Nobody is thanked for a day on which they met nobody.
    _ = bench.script(file(interview("2026-12-03 14:00")))
    bench.now = "2026-12-01 08:00"
    #expect(bench.eval("agenda | where rule == \"thank_you\" | count").text == "0\n")
  }

  @Test func theFileMayUseTheHandleOfTheNewDay() throws {
    let bench = try Bench()
    _ = run(bench, file(interview("2026-11-30 10:00")))
    let note = "note \"asked for references\" on @acme-engineer-2026-12-03\n"
    _ = run(bench, file(interview("2026-12-03 10:00"), note))
    #expect(bench.eval("for n in notes { print(n.interview?.handle ?? \"\") }").text == "acme-engineer-2026-11-30\n")
  }

  @Test func roundsOfOneFileAreSeveralInterviewsInWhateverOrder() throws {
    let bench = try Bench()
    let (first, second, third) = (
      interview("2026-11-30 10:00"), interview("2026-12-07 10:00"), interview("2026-12-14 10:00")
    )
    _ = run(bench, file(first))
    #expect(run(bench, file(second, first)) == "")
    #expect(run(bench, file(second, third, first)) == "")
    #expect(interviews(bench).count == 3)
    // One of them moves; the others are declared elsewhere in the file.
    #expect(
      run(bench, file(interview("2026-12-09 10:00"), third, first)).contains("from 2026-12-07 10:00 to 2026-12-09"))
    #expect(interviews(bench).count == 3)
    // Times that only the run shows.
    let computed =
      "for d in [2026-11-30, 2026-12-09, 2026-12-14] { interview \"Engineer\" at \"Acme\" on d 10:00 with @dana }\n"
    #expect(run(bench, file(computed)) == "")
    #expect(interviews(bench).count == 3)
  }

  @Test func whatIsOverStaysAndANewDayIsANewRound() throws {
    let bench = try Bench()
    _ = run(bench, file(interview("2026-11-30 10:00")))
    bench.now = "2026-11-30 10:30"
    #expect(run(bench, file(interview("2026-11-30 10:15"))).contains("K9610"), "it is under way")
    bench.now = "2026-11-30 12:00"
    let told = run(bench, file(interview("2026-12-07 10:00")))
    #expect(told.contains("K9612") && told.contains("`interview @acme-engineer-2026-11-30 …`"), "\(told)")
    #expect(interviews(bench).count == 2)
  }

  @Test func otherPeopleAnotherRoleOrCompanyIsAnotherInterview() throws {
    let bench = try Bench()
    _ = run(bench, file(interview("2026-11-30 10:00")))
    #expect(run(bench, file(interview("2026-12-01 10:00", with: "@lee"))).contains("K9612"))
    _ = run(
      bench, file(interview("2026-11-30 10:00"), "interview \"Designer\" at \"Acme\" on 2026-12-02 10:00 with @dana\n"))
    _ = run(
      bench,
      file(interview("2026-11-30 10:00"), "interview \"Engineer\" at \"Globex\" on 2026-12-02 10:00 with @dana\n"))
    #expect(interviews(bench).count == 4)
  }

  @Test(arguments: [
    "interview @onsite \"Engineer\" at \"Acme\" on 2026-11-30 10:00 with @dana\n",
    "interview @onsite \"Engineer\" at \"Acme\" on 2026-12-02 10:00 with @dana\n",
    "interview \"Engineer\" at \"Acme Corporation\" on 2026-11-30 10:00 with @dana\n",
    "interview \"Senior Engineer\" at \"Acme\" on 2026-11-30 10:00 with @dana\n",
  ]) func whatMayBeTheSameUnderAnotherNameIsReported(_ renamed: String) throws {
    let bench = try Bench()
    _ = run(bench, file(interview("2026-11-30 10:00")))
    let told = run(bench, file(renamed))
    #expect(told.contains("K9612") && told.contains("`interview @acme-engineer-2026-11-30 …`"), "\(told)")
    // Both are declared: nothing is to be asked.
    let other = try Bench()
    _ = run(other, file(interview("2026-11-30 10:00")))
    #expect(run(other, file(renamed, interview("2026-11-30 10:00"))) == "")
  }

  @Test func whatCouldBeSeveralIsAnErrorThatSaysWhatToWrite() throws {
    let bench = try Bench()
    _ = run(bench, file(interview("2026-11-30 10:00"), interview("2026-12-07 10:00")))
    let before = bench.dump()
    let refused = bench.script(file(interview("2026-12-01 10:00"), interview("2026-12-08 10:00")))
    #expect(refused.exit == .failure && refused.complaints.contains("error[K0541]"), "\(refused.complaints)")
    #expect(refused.complaints.contains("`@acme-engineer-2026-11-30`, `@acme-engineer-2026-12-07`"))
    #expect(refused.complaints.contains("`interview @acme-engineer-2026-11-30 \"Engineer\" …`"))
    #expect(bench.dump() == before)
    // The advice works.
    let advised = "interview @acme-engineer-2026-11-30 \"Engineer\" at \"Acme\" on 2026-12-01 10:00 with @dana\n"
    #expect(run(bench, file(advised, interview("2026-12-08 10:00"))).contains("`@acme-engineer-2026-12-07` moved"))
    #expect(interviews(bench).count == 2)
  }

  @Test func aDeclarationThatIsOnlyKnownWhenItRunsClaimsItsInterviewAllTheSame() throws {
    let bench = try Bench()
    let later = "let d = 2026-11-30\ninterview \"Engineer\" at \"Acme\" on d 10:00 with @dana\n"
    _ = run(bench, file(later))
    let before = bench.dump()
    let refused = bench.script(file(interview("2026-12-07 10:00"), later))
    #expect(refused.exit == .failure && refused.complaints.contains("error[K0542]"), "\(refused.complaints)")
    #expect(bench.dump() == before)
  }

  // MARK: - Elsewhere

  @Test func aDayThatWasChangedAtThePromptStaysUntilTheFileChangesIt() throws {
    let bench = try Bench()
    _ = run(bench, file(interview("2026-11-30 10:00")))
    #expect(bench.eval("@acme-engineer-2026-11-30.starts = 2026-12-02 09:00").exit == .success)
    let told = run(bench, file(interview("2026-11-30 10:00")))
    #expect(told.contains("K9611") && told.contains("remains 2026-12-02 09:00"), "\(told)")
    #expect(interviews(bench) == ["acme-engineer-2026-11-30 2026-12-02 09:00"])
    // A copy of the file says nothing new either, wherever it lies.
    #expect(run(bench, file(interview("2026-11-30 10:00")), name: "copy.kindly").contains("K9611"))
    #expect(run(bench, file(interview("2026-12-04 09:00"))).contains("from 2026-12-02 09:00 to 2026-12-04 09:00"))
    // The file has taken the day that was set elsewhere.
    _ = bench.eval("@acme-engineer-2026-11-30.starts = 2026-12-05 09:00")
    #expect(run(bench, file(interview("2026-12-05 09:00"))) == "")
    #expect(interviews(bench) == ["acme-engineer-2026-11-30 2026-12-05 09:00"])
  }

  @Test func daysOfDeclarationsWithAHandleAndOfDeadlinesStayToo() throws {
    let bench = try Bench()
    let source =
      Self.people + """
        interview @onsite "Engineer" at "Acme" on 2026-11-30 10:00 with @dana { reply_by: 2026-12-07, place: "Hall 1" }
        deadline "Send the sample" due 2026-11-27 17:00 for @onsite
        """
    _ = run(bench, source)
    _ = bench.eval("@onsite.starts = 2026-12-02 10:00; @onsite.reply_by = 2026-12-10; @onsite.place = \"Hall 2\"")
    _ = bench.eval("deadlines | update { due: 2026-11-28 12:00 }")
    let told = run(bench, source)
    for field in ["starts", "reply_by", "due"] { #expect(told.contains("`\(field)` of"), "\(told)") }
    #expect(
      bench.eval("print(@onsite.starts); print(@onsite.reply_by ?? today); print(deadlines | map due)").text
        == "2026-12-02 10:00\n2026-12-10\n[2026-11-28 12:00]\n")
    #expect(bench.eval("@onsite.place ?? \"\"").text == "Hall 1\n", "any other field that a file names is as it says")
    _ = run(bench, source.replacingOccurrences(of: "2026-11-27 17:00", with: "2026-11-29 17:00"))
    #expect(bench.eval("deadlines | map due").text == "[2026-11-29 17:00]\n")
  }

  @Test func whatTheUserTypesAlwaysCounts() throws {
    let bench = try Bench()
    _ = run(bench, file(interview("2026-11-30 10:00")))
    #expect(bench.eval(interview("2026-12-02 10:00")).complaints.contains("K9610"))
    #expect(bench.eval(interview("2026-11-30 10:00")).complaints.contains("K9610"))
    #expect(interviews(bench) == ["acme-engineer-2026-11-30 2026-11-30 10:00"])
  }

  @Test func aNewerInvitationMovesItAndTheFileDoesNotMoveItBack() throws {
    let bench = try Bench()
    func invitation(_ sequence: Int, _ starts: String) throws -> String {
      let path = bench.folder.file("i\(sequence).ics")
      try """
      BEGIN:VCALENDAR\r
      VERSION:2.0\r
      PRODID:x\r
      METHOD:REQUEST\r
      BEGIN:VEVENT\r
      UID:abc@acme.example\r
      SEQUENCE:\(sequence)\r
      DTSTAMP:2026112\(sequence)T080000Z\r
      DTSTART:\(starts)\r
      DTEND:\(starts.replacingOccurrences(of: "T10", with: "T11"))\r
      SUMMARY:Interview: Engineer @ Acme\r
      END:VEVENT\r
      END:VCALENDAR\r

      """.write(toFile: path, atomically: true, encoding: .utf8)
      return path
    }
    let own = Self.people + "interview @onsite \"Engineer\" at \"Acme\" on 2026-11-30 10:00 with @dana\n"
    _ = run(bench, own)
    func imported(_ path: String) -> Outcome { bench.withSession { $0.importFiles([path], ImportOptions()) } }
    #expect(imported(try invitation(1, "20261130T100000Z")).exit == .success)
    #expect(interviews(bench) == ["onsite 2026-11-30 10:00"], "the invitation is of the interview that was declared")
    #expect(imported(try invitation(2, "20261202T100000Z")).exit == .success)
    #expect(interviews(bench) == ["onsite 2026-12-02 10:00"])
    #expect(run(bench, own).contains("K9611"))
    #expect(interviews(bench) == ["onsite 2026-12-02 10:00"])
  }

  @Test func undoTakesTheMoveBackAndAPlanShowsIt() throws {
    let bench = try Bench()
    _ = run(bench, file(interview("2026-11-30 10:00")))
    let moved = file(interview("2026-12-03 10:00"))
    let output = CapturedOutput()
    let session = try Session(options: bench.options(), output: output)
    #expect(session.plan(name: "test.kindly", bytes: Array(moved.utf8)) == .success)
    session.close()
    #expect(
      output.text.contains("~ interview @acme-engineer-2026-11-30\n      starts: 2026-11-30 10:00 → 2026-12-03 10:00"))
    #expect(output.complaints.contains("K9610"), "\(output.complaints)")
    for _ in 0..<2 {
      #expect(bench.script(moved).complaints.contains("K9610"))
      #expect(bench.eval("undo").exit == .success)
      #expect(interviews(bench) == ["acme-engineer-2026-11-30 2026-11-30 10:00"])
    }
    #expect(bench.eval("redo").exit == .success)
    #expect(run(bench, moved) == "")
    #expect(interviews(bench) == ["acme-engineer-2026-11-30 2026-12-03 10:00"])
  }

  // MARK: - By their content

  @Test func contentFindsARecordWhateverItsHandleIs() throws {
    let bench = try Bench()
    let named = """
      contact @d "Dana Reyes" { email: "dana@acme.example" }
      interview @i "Engineer" at "Acme" on 2026-11-30 10:00 with @d
      note @n "keeps bees" on @d
      deadline @s "Send the sample" due 2026-11-27 17:00 for @i
      """
    #expect(bench.script(named, name: "a.kindly").exit == .success)
    let before = bench.dump()
    let again = """
      let d = contact "Dana Reyes"
      let i = interview "Engineer" at "Acme" on 2026-11-30 10:00 with d
      note "keeps bees" on d
      deadline "Send the sample" due 2026-11-27 17:00 for i
      note "uses the handle of the content" on @dana-reyes
      """
    let outcome = bench.script(again, name: "b.kindly")
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    #expect(bench.eval("remove @uses-the-handle-of-the-content-d").exit == .success)
    #expect(bench.dump() == before)
    #expect(bench.script("contact \"dana reyes\"", name: "c.kindly").exit == .success)
    #expect(bench.eval("contacts | count").text == "1\n")
  }

  @Test(arguments: [
    ("contact", "contact @a \"Dana Reyes\"; contact @b \"Dana Reyes\"", "contact \"Dana Reyes\" at \"Acme\""),
    (
      "interview",
      "for h in [1] { interview @a \"E\" at \"A\" on 2026-11-30 10:00; interview @b \"E\" at \"A\" on 2026-11-30 10:00 }",
      "interview \"E\" at \"A\" on 2026-11-30 10:00"
    ),
    ("note", "note @a \"keeps bees\"; note @b \"keeps bees\"", "note \"keeps bees\""),
    (
      "deadline", "deadline @a \"Send\" due 2026-11-27 17:00; deadline @b \"Send\" due 2026-11-28 17:00",
      "deadline \"Send\" due 2026-11-27 17:00"
    ),
  ]) func whatFitsSeveralIsAnErrorThatListsThem(_ noun: String, _ several: String, _ one: String) throws {
    let bench = try Bench()
    #expect(bench.script(several, name: "a.kindly").exit == .success)
    let before = bench.dump()
    let refused = bench.script(one, name: "b.kindly")
    #expect(refused.exit == .failure && refused.complaints.contains("error[K0540]"), "\(refused.complaints)")
    #expect(refused.complaints.contains("`@a`, `@b`") && refused.complaints.contains("`\(noun) @a "))
    #expect(bench.dump() == before)
    // What a file has declared before is still its own, whoever has come beside it since.
    let other = try Bench()
    #expect(other.script(one, name: "b.kindly").exit == .success)
    let beside = one.replacingOccurrences(of: noun, with: "\(noun) @beside")
    #expect(other.script(beside, name: "a.kindly").exit == .success)
    #expect(other.script(one, name: "b.kindly").exit == .success)
    #expect(other.eval("\(noun)s | count").text == "2\n")
  }

  // MARK: - By chance

  /// An interview of the model: when it begins, with whom, and which declaration of the file means it.
  private struct Modelled {
    var starts: Int
    let people: Int
    var slot: Int?
  }

  @Test(arguments: 0..<3) func aModelAndTheStoreAgree(_ number: Int) throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var dice = Dice(seed: seed)
    let bench = try Bench()
    let people = ["@dana", "@lee", "@dana, @lee"]
    // Hours since the year began; each day is given once, for two on one day would have one handle.
    var clock = 0
    func text(_ hours: Int) -> String {
      let (day, hour) = (hours / 24, hours % 24)
      return
        "2027-\(String(format: "%02d", 1 + day / 28))-\(String(format: "%02d", 1 + day % 28)) \(String(format: "%02d", hour)):00"
    }
    var used: Set<Int> = []
    func unusedDay() -> Int {
      var found = clock + 2 + dice.below(24 * 90)
      while !used.insert(found / 24).inserted { found += 24 }
      return found
    }
    var model: [Modelled] = []
    var file: [Int: (starts: Int, people: Int)] = [:]
    var order: [Int] = []
    bench.now = text(0)
    // One session as long as the clock stands: the library is read once.
    var session: (session: Session, output: CapturedOutput)?
    defer { session?.session.close() }
    func perform(_ source: String, _ origin: Session.Origin) throws -> Outcome {
      let open: (session: Session, output: CapturedOutput)
      if let session {
        open = session
      } else {
        let output = CapturedOutput()
        open = (try Session(options: bench.options(), output: output), output)
        session = open
      }
      let exit = open.session.run(
        name: origin == .script ? "test.kindly" : "<eval>", bytes: Array(source.utf8), origin: origin)
      return Outcome(exit: exit, text: open.output.take(), complaints: open.output.takeComplaints())
    }
    func listed() throws -> [String] {
      let text = try perform("for i in interviews { print(\"{i.handle} {i.starts}\") }", .entry).text
      return text.split(separator: "\n").map(String.init)
    }
    #expect(try perform(Self.people, .script).exit == .success)
    for step in 0..<20 {
      // One thing changes, then the file runs.
      let before = (file, order)
      var changed: Int?
      switch dice.below(6) {
      case 0, 1:
        let slot = step
        file[slot] = (unusedDay(), dice.below(3))
        order.insert(slot, at: dice.below(order.count + 1))
        changed = slot
      case 2, 3:
        guard let slot = order.isEmpty ? nil : order[dice.below(order.count)] else { continue }
        file[slot]?.starts = unusedDay()
        changed = slot
      case 4:
        guard !model.isEmpty else { continue }
        let one = dice.below(model.count)
        model[one].starts = unusedDay()
        let handle = try listed()[one].split(separator: " ")[0]
        #expect(try perform("@\(handle).starts = \(text(model[one].starts))", .entry).exit == .success)
      default:
        if dice.below(2) == 0, !order.isEmpty {
          let slot = order.remove(at: dice.below(order.count))
          file[slot] = nil
          for one in model.indices where model[one].slot == slot { model[one].slot = nil }
        } else {
          clock += 24 * (1 + dice.below(20))
          bench.now = text(clock)
          session?.session.close()
          session = nil
        }
      }
      var isAmbiguous = false
      if let slot = changed, let declared = file[slot] {
        let free = model.indices.filter { one in
          (model[one].slot == nil || model[one].slot == slot) && model[one].people == declared.people
            && model[one].starts + 1 > clock
        }
        if free.count > 1 {
          isAmbiguous = true
        } else if let one = free.first {
          for other in model.indices where model[other].slot == slot { model[other].slot = nil }
          (model[one].slot, model[one].starts) = (slot, declared.starts)
        } else {
          for other in model.indices where model[other].slot == slot { model[other].slot = nil }
          model.append(Modelled(starts: declared.starts, people: declared.people, slot: slot))
        }
      }
      let source = file_(order.compactMap { file[$0] }.map { interview(text($0.starts), with: people[$0.people]) })
      let outcome = try perform(source, .script)
      #expect((outcome.exit == .failure) == isAmbiguous, "seed \(seed), step \(step): \(outcome.complaints)\n\(source)")
      if isAmbiguous {
        #expect(outcome.complaints.contains("K0541"))
        (file, order) = before
      }
      let found = try listed().map { $0.drop { $0 != " " }.dropFirst() }
      #expect(found.map(String.init) == model.map { text($0.starts) }, "seed \(seed), step \(step)\n\(source)")
      if !isAmbiguous, step % 10 == 9 {
        let dump = bench.dump()
        #expect(try perform(source, .script).exit == .success && bench.dump() == dump, "seed \(seed), step \(step)")
      }
    }
  }

  private func file_(_ declarations: [String]) -> String { Self.people + declarations.joined() }
}
