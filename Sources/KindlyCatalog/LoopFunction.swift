// Functions on lists that apply a function to the elements. The compiler makes a loop of each call; the machine knows
// none of them.

public enum LoopFunction: String, BuiltinTopic {
  case fold
  case sortBy = "sort_by"
  case takeWhile = "take_while"
  case skipWhile = "skip_while"
  case indexBy = "index_by"
  case countBy = "count_by"
  case groupBy = "group_by"

  public var spec: BuiltinSpec {
    switch self {
    case .fold:
      BuiltinSpec(
        "fold(list: List<T>, start: U, step: (U, T) -> U) -> U",
        summary:
          "One value made of all elements: beginning with `start`, what `step` makes of the value so far and the next.",
        example: "fold([1, 2, 3], 10, (total, n) -> total + n)", prints: "16", fails: "whatever `step` fails of")
    case .sortBy:
      BuiltinSpec(
        "sort_by(list: List<T>, key: (T) -> O?) -> List<T>",
        summary: "The elements in the order of their keys; equal ones stay as they stood, `nothing` comes last.",
        example: #"sort_by(["ccc", "a", "bb"], length)"#, prints: #"["a", "bb", "ccc"]"#,
        fails: "keys that are durations without an order; whatever `key` fails of")
    case .takeWhile:
      BuiltinSpec(
        "take_while(list: List<T>, holds: (T) -> Bool) -> List<T>",
        summary: "The elements before the first for which it does not hold.",
        example: "take_while([1, 2, 5, 1], n -> n < 3)", prints: "[1, 2]", fails: "whatever `holds` fails of")
    case .skipWhile:
      BuiltinSpec(
        "skip_while(list: List<T>, holds: (T) -> Bool) -> List<T>",
        summary: "The elements from the first on for which it does not hold.",
        example: "skip_while([1, 2, 5, 1], n -> n < 3)", prints: "[5, 1]", fails: "whatever `holds` fails of")
    case .indexBy:
      BuiltinSpec(
        "index_by(list: List<T>, key: (T) -> K) -> Map<K, T>",
        summary: "The elements of a list by a key of each; of two with one key the later wins.",
        example: #"index_by(["dana", "lee"], s -> s[0])"#, prints: #"["d": "dana", "l": "lee"]"#,
        fails: "whatever `key` fails of")
    case .countBy:
      BuiltinSpec(
        "count_by(list: List<T>, key: (T) -> K) -> Map<K, Int>", summary: "How many elements of a list have each key.",
        example: "count_by([1, 2, 3], n -> n mod 2)", prints: "[1: 2, 0: 1]", fails: "whatever `key` fails of")
    case .groupBy:
      BuiltinSpec(
        "group_by(list: List<T>, key: (T) -> K) -> Map<K, List<T>>",
        summary: "The elements of a list that have each key, in their order.",
        example: "group_by([1, 2, 3], n -> n mod 2)", prints: "[1: [1, 3], 0: [2]]", fails: "whatever `key` fails of")
    }
  }
}
