// Functions on lists, some of them on texts too: they give new lists and never change the one they are given. What the
// verbs of pipelines do is not done here a second time.

public enum ListFunction: String, BuiltinTopic {
  case length
  case isEmpty = "is_empty"
  case contains
  case indexOf = "index_of"
  case countOf = "count_of"
  case sum, range, append, concat, insert
  case removeAt = "remove_at"
  case `repeat`, zip, enumerate, chunks, windows, shuffle, pick

  public var spec: BuiltinSpec {
    switch self {
    case .length:
      BuiltinSpec(
        "length(text: Text) -> Int", "length(list: List<T>) -> Int", "length(map: Map<K, V>) -> Int",
        summary:
          "How many characters a text has, as people see them, how many elements a list, how many entries a map.",
        example: #"length("Zoë")"#, prints: "3")
    case .isEmpty:
      BuiltinSpec(
        "is_empty(text: Text) -> Bool", "is_empty(list: List<T>) -> Bool", "is_empty(map: Map<K, V>) -> Bool",
        summary: "Whether a text has no character, a list no element, or a map no entry.",
        example: "is_empty([1] | skip 1)",
        prints: "true")
    case .contains:
      BuiltinSpec(
        "contains(text: Text, part: Text) -> Bool", "contains(list: List<T>, element: T) -> Bool",
        summary: "Whether a text or a list holds something; `in` says the same the other way round.",
        example: "contains([1, 2], 2)", prints: "true")
    case .indexOf:
      BuiltinSpec(
        "index_of(text: Text, part: Text) -> Int?", "index_of(list: List<T>, element: T) -> Int?",
        summary: "Where something first stands in a text or a list, counted from 0; nothing where it does not.",
        example: #"index_of("Zoë Reyes", "Reyes")"#, prints: "4")
    case .countOf:
      BuiltinSpec(
        "count_of(text: Text, part: Text) -> Int", "count_of(list: List<T>, element: T) -> Int",
        summary: "How often something stands in a text or a list; parts of a text that overlap count once.",
        example: #"count_of("banana", "an")"#, prints: "2", fails: "an empty `part`")
    case .sum:
      BuiltinSpec(
        "sum(numbers: List<Int>) -> Int", "sum(numbers: List<Number>) -> Number",
        "sum(periods: List<Period>) -> Period", "sum(durations: List<Duration>) -> Duration",
        summary: "The sum of a list; 0, or 0s, of an empty one.", example: "sum([45m, 1h])", prints: "1h 45m",
        fails: "a sum that does not fit or is not finite")
    case .range:
      BuiltinSpec(
        "range(count: Int) -> List<Int>", "range(from: Int, to: Int) -> List<Int>",
        "range(from: Int, to: Int, step: Int) -> List<Int>",
        "range(from: Date, to: Date, step: Period) -> List<Date>",
        summary:
          "So many whole numbers from 0; or the numbers or dates from one to another, both in as in `a..b`, in steps that may go down.",
        example: "range(2026-11-23, 2026-12-20, 2w)", prints: "[2026-11-23, 2026-12-07]",
        fails: "a step of zero; a negative count; more elements than a list can have")
    case .append:
      BuiltinSpec(
        "append(list: List<T>, element: T) -> List<T>", summary: "The list with one element more at its end.",
        example: "append([1, 2], 3)", prints: "[1, 2, 3]", fails: "more elements than a list can have")
    case .concat:
      BuiltinSpec(
        "concat(first: List<T>, second: List<T>) -> List<T>",
        summary: "Both lists, one after the other, as `+` joins them.",
        example: "concat([1], [2, 3])", prints: "[1, 2, 3]", fails: "more elements than a list can have")
    case .insert:
      BuiltinSpec(
        "insert(list: List<T>, at: Int, element: T) -> List<T>",
        summary: "The list with one element more at a position; what stood there comes after it.",
        example: "insert([1, 3], 1, 2)", prints: "[1, 2, 3]", fails: "a position that the new list does not have")
    case .removeAt:
      BuiltinSpec(
        "remove_at(list: List<T>, at: Int) -> List<T>", summary: "The list without the element at a position.",
        example: "remove_at([1, 2, 3], -1)", prints: "[1, 2]", fails: "a position that the list does not have")
    case .repeat:
      BuiltinSpec(
        "repeat(text: Text, times: Int) -> Text", "repeat(list: List<T>, times: Int) -> List<T>",
        summary: "A text or a list, so many times over.", example: #"repeat("ab", 3)"#, prints: "ababab",
        fails: "a negative number; a result that is too long")
    case .zip:
      BuiltinSpec(
        "zip(left: List<T>, right: List<U>) -> List<{left: T, right: U}>",
        summary:
          "The elements of two lists in pairs, as many as the shorter one has; `for a, b in zip(…)` takes them apart.",
        example: #"zip([1, 2], ["a", "b"])"#, prints: #"[{left: 1, right: "a"}, {left: 2, right: "b"}]"#)
    case .enumerate:
      BuiltinSpec(
        "enumerate(list: List<T>) -> List<{index: Int, value: T}>",
        summary: "The elements with their positions, from 0; `for i, x in enumerate(…)` takes them apart.",
        example: #"enumerate(["a"])"#, prints: #"[{index: 0, value: "a"}]"#)
    case .chunks:
      BuiltinSpec(
        "chunks(list: List<T>, size: Int) -> List<List<T>>",
        summary: "The list in pieces of so many elements; the last one may have fewer.",
        example: "chunks([1, 2, 3, 4, 5], 2)", prints: "[[1, 2], [3, 4], [5]]", fails: "a size below 1")
    case .windows:
      BuiltinSpec(
        "windows(list: List<T>, size: Int) -> List<List<T>>",
        summary: "Every run of so many neighbouring elements, one step apart.", example: "windows([1, 2, 3], 2)",
        prints: "[[1, 2], [2, 3]]", fails: "a size below 1")
    case .shuffle:
      BuiltinSpec(
        "shuffle(list: List<T>) -> List<T>",
        summary: "The elements in random order. The clock is the seed, so that a run can be repeated with `--now`.",
        example: "shuffle([1, 2, 3]) | sort it", prints: "[1, 2, 3]", effects: .reads)
    case .pick:
      BuiltinSpec(
        "pick(list: List<T>) -> T?",
        summary: "One element at random, nothing of an empty list. The clock is the seed, as for `random`.",
        example: "pick([7])", prints: "7", effects: .reads)
    }
  }
}
