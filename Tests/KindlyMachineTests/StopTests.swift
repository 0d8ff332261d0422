// Every built-in and every verb of the machine ends soon after its time is over, whatever it is given. The time is over
// before each of them begins, so that what decides is whether they look, never how fast the machine is: what must look
// and does not gives a value instead of an error. A function or verb that is added needs a line here.

import KindlyCatalog
import Testing

@testable import KindlyMachine

@Suite(.serialized) struct StopTests {
  /// Large values, made once: texts of some megabytes, plain and in need of NFC, lists and maps of many elements.
  private static let setting = """
    let plain = repeat("word, ", 400000)
    let blank = repeat(" ", 400000)
    let wide = repeat("gro\\u{308}ße 中文 ", 100000)
    let other = repeat("gro\\u{308}ße 中文 ", 100000) + "!"
    let half = repeat("ab", 700000)
    let whole = repeat("ab", 1400000)
    let digits = repeat("7", 300000)
    let numbers = range(200000)
    let more = range(200000)
    let lists = numbers | map [it]
    let texts = numbers | map "text {it}"
    let codes = numbers | map 97
    let lengths = numbers | map (1d * it)
    let map = numbers | index_by(n -> n)
    let pairs = entries(map)
    """

  /// What has to be stopped: each expression takes many steps.
  private static let long: [String: [String]] = [
    "lower": ["lower(plain)", "lower(wide)"], "upper": ["upper(plain)", "upper(wide)"],
    "title_case": ["title_case(plain)"],
    "trim": ["trim(blank)"], "trim_start": ["trim_start(blank)"], "trim_end": ["trim_end(blank)"],
    "is_blank": ["is_blank(blank)"],
    "split": ["split(plain, \",\")", "split(wide, \"e\")"], "join": ["join(texts, \"\")"],
    "replace": ["replace(plain, \"w\", \"v\")", "replace(wide, \"o\", \"\")"],
    "starts_with": ["starts_with(wide, other)"], "ends_with": ["ends_with(wide, other)"],
    "remove_prefix": ["remove_prefix(wide, other)"], "remove_suffix": ["remove_suffix(wide, other)"],
    "words": ["words(plain)", "words(wide)"], "lines": ["lines(replace_lines)"],
    "characters": ["characters(plain)", "characters(wide)"], "code_points": ["code_points(plain)"],
    "from_code_points": ["from_code_points(codes)"],
    "take": ["take(wide, 300000)"], "skip": ["skip(wide, 300000)"], "reverse": ["reverse(plain)", "reverse(wide)"],
    "pad": ["pad(wide, 9)"], "pad_start": ["pad_start(wide, 9)"], "similarity": ["similarity(plain, wide)"],
    "parse_int": ["parse_int(blank)"], "parse_number": ["parse_number(blank)"],
    "matches": ["matches(plain, \"x\")", "matches(wide, '\\d')"], "find": ["find(plain, \"x\")"],
    "find_all": ["find_all(plain, '\\w+')", "find_all(plain, \"w\")"], "captures": ["captures(plain, '(x)')"],
    "split_at": ["split_at(plain, \",\")"], "replace_matches": ["replace_matches(plain, \"w\", \"v\")"],
    "length": ["length(wide)"],
    "contains": [
      "contains(numbers, -1)", "contains(wide, \"x\")",
      "contains(half, whole + \"a\") or contains(whole, half + \"b\")",
    ],
    "index_of": ["index_of(numbers, -1)", "index_of(plain + \"x\", \"x\")"],
    "count_of": ["count_of(numbers, -1)", "count_of(plain, \"w\")"],
    "sum": ["sum(numbers)", "sum(lengths)"],
    "range": ["range(300000)", "range(0, 300000, 1)", "range(2000-01-01, 9000-01-01, 1d)"],
    "insert": ["insert(numbers, 0, 1)"], "remove_at": ["remove_at(numbers, 0)"], "repeat": ["repeat(numbers, 3)"],
    "zip": ["zip(numbers, more)"], "enumerate": ["enumerate(numbers)"], "chunks": ["chunks(numbers, 2)"],
    "windows": ["windows(numbers, 2)"], "shuffle": ["shuffle(numbers)"],
    "keys": ["keys(map)"], "values": ["values(map)"], "entries": ["entries(map)"], "to_map": ["to_map(pairs)"],
    "fold": ["fold(numbers, 0, (a, b) -> a + b)"], "sort_by": ["sort_by(numbers, n -> -n)"],
    "take_while": ["take_while(numbers, n -> n >= 0)"], "skip_while": ["skip_while(numbers, n -> n >= 0)"],
    "index_by": ["index_by(numbers, n -> n)"], "count_by": ["count_by(numbers, n -> n)"],
    "group_by": ["group_by(numbers, n -> n)"],
    "print": ["print(numbers)"], "text": ["text(numbers)", "text([plain])"],
    "min": ["min(wide, other)"], "max": ["max(wide, other)"], "clamp": ["clamp(wide, other, other)"],
  ]

  /// What takes no longer for more, or no longer than one copy does.
  private static let quick: Set<String> = [
    "capitalize", "is_empty", "append", "concat", "pick", "without", "abs", "sign", "round", "floor", "ceil",
    "truncate", "sqrt", "pow", "exp", "log", "random", "date_of", "time_of", "year", "month", "day", "weekday", "hour",
    "minute", "total_days", "total_hours", "total_minutes", "in_zone", "date", "time", "at_time", "week", "quarter",
    "start_of", "end_of", "business_day", "holidays", "parse_date", "parse_duration", "format", "type_of", "env",
    "help",
    // What the host does looks at the machine's watch itself.
    "import", "inbox", "overlap", "history",
  ]

  /// The verbs that the machine runs; those of the host are run over a store in `VerbStopTests`.
  private static let verbs: [Verb: [String]] = [
    .where: ["numbers | where it < 0"],
    .sort: ["numbers | sort it desc", "texts | sort it", "texts | sort length(it), it"],
    .select: ["pairs | select key"], .take: ["numbers | where it >= 0 | take 199999"],
    .skip: ["numbers | where it >= 0 | skip 9"], .first: ["numbers | where it < 0 | first"],
    .last: ["numbers | where it < 0 | last"], .count: ["numbers | where it > 0 | count"],
    .sum: ["numbers | sum it"], .average: ["numbers | average it"], .min: ["numbers | min it"],
    .max: ["numbers | max it"], .any: ["numbers | any it < 0"], .all: ["numbers | all it >= 0"],
    .none: ["numbers | none it < 0"], .map: ["numbers | map it + 1"], .flatten: ["lists | flatten"],
    .distinct: ["numbers | distinct", "texts | distinct"], .reverse: ["numbers | reverse"],
    .group: ["numbers | group n: it mod 7"],
    .join: ["numbers | join more on left == right and left < 0", "numbers | join more on left < 0 and left == right"],
    .each: ["numbers | each { it }"],
  ]

  private static let host: Set<Verb> = [
    .search, .update, .remove, .draft, .approve, .send, .perform, .cancel, .show, .to, .save, .chart,
  ]

  /// What operators do to large values.
  private static let operators = [
    "\"x\" in wide", "(half + \"b\") in whole", "-1 in numbers", "numbers == more and lists == (numbers | map [it])",
    "wide == other", "wide < other", "[wide] == [other]", "wide[300000]", "wide[-1]", "[wide: 1][other]",
    "map == map + map",
    "0..300000 | reverse", "map + map", "\"{numbers}\"",
  ]

  private func session() throws -> TestSession {
    let session = try TestSession()
    _ = try session.run(Self.setting + "\nlet replace_lines = replace(plain, \",\", \"\\n\")")
    return session
  }

  private func isStopped(_ session: TestSession, _ code: String) -> Bool {
    guard let unit = try? session.check(code) else {
      Issue.record("`\(code)` does not pass the checker")
      return false
    }
    session.machine.deadline = .now
    defer { session.machine.deadline = nil }
    do {
      _ = try session.machine.run(unit)
      return false
    } catch {
      return error.fault == .timedOut
    }
  }

  @Test func everyBuiltinStops() throws {
    let session = try session()
    for builtin in Builtin.allCases {
      let codes = Self.long[builtin.name]
      #expect(codes != nil || Self.quick.contains(builtin.name), "`\(builtin.name)` is not in this test's tables")
      for code in codes ?? [] {
        let start = ContinuousClock.now
        #expect(isStopped(session, code), "`\(code)` does not look at the time")
        #expect(ContinuousClock.now - start < .seconds(5), "`\(code)` looks at it too late")
      }
    }
    #expect(try session.text("1 + 1") == "2")
  }

  @Test func everyVerbStops() throws {
    let session = try session()
    for verb in Verb.allCases where !Self.host.contains(verb) {
      #expect(Self.verbs[verb] != nil, "`\(verb.name)` is not in this test's tables")
      for code in Self.verbs[verb] ?? [] { #expect(isStopped(session, code), "`\(code)` does not look at the time") }
    }
    for code in Self.operators { #expect(isStopped(session, code), "`\(code)` does not look at the time") }
  }

  /// Also an interrupt, and an error is nothing that `catch` catches.
  @Test func anInterruptStopsThemToo() throws {
    let session = try session()
    session.machine.interrupt.raise()
    for code in ["words(plain)", "find_all(plain, \"w\")", "try { sum(numbers) } catch e { 0 }"] {
      let error = #expect(throws: RuntimeError.self) { try session.machine.run(session.check(code)) }
      #expect(error?.fault == .interrupted)
    }
    session.machine.interrupt.lower()
  }
}
