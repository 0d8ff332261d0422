// Functions on maps: taking one apart, putting one together. What gathers a list into a map is a loop of the compiler's.

public enum MapFunction: String, BuiltinTopic {
  case keys, values, entries, without
  case toMap = "to_map"

  public var spec: BuiltinSpec {
    switch self {
    case .keys:
      BuiltinSpec(
        "keys(map: Map<K, V>) -> List<K>", summary: "The keys of a map, in the order in which they were put in.",
        example: #"keys(["dana": 3, "lee": 5])"#, prints: #"["dana", "lee"]"#)
    case .values:
      BuiltinSpec(
        "values(map: Map<K, V>) -> List<V>", summary: "The values of a map, in the order of their keys.",
        example: #"values(["dana": 3, "lee": 5]) | sum"#, prints: "8")
    case .entries:
      BuiltinSpec(
        "entries(map: Map<K, V>) -> List<{key: K, value: V}>",
        summary: "A record of key and value for each entry of a map, so that verbs can work on them.",
        example: #"entries(["dana": 3, "lee": 5]) | where value > 3 | map key"#, prints: #"["lee"]"#)
    case .without:
      BuiltinSpec(
        "without(map: Map<K, V>, key: K) -> Map<K, V>",
        summary: "The map without a key; the map that is given stays as it is.",
        example: #"without([1: "a", 2: "b"], 1)"#, prints: #"[2: "b"]"#)
    case .toMap:
      BuiltinSpec(
        "to_map(entries: List<{key: K, value: V}>) -> Map<K, V>",
        summary: "The map of a list of records of key and value; of two with one key the later wins.",
        example: #"to_map([{ key: "dana", value: 3 }])"#, prints: #"["dana": 3]"#,
        fails: "more entries than a map can have")
    }
  }
}
