// The names of holiday files: what a user may write for one, and which name that is.

public enum HolidayName {
  /// `England and Wales` and `england-and-wales` are `england_and_wales`.
  public static func normalized(_ text: String) -> String {
    String(decoding: text.lowercased().utf8.map { $0 == 0x20 || $0 == 0x2D ? 0x5F : $0 }, as: UTF8.self)
  }

  /// Whether it names a file and nothing else: letters, digits and `_`, so that no path can be smuggled in.
  public static func isSound(_ name: String) -> Bool {
    (1...60).contains(name.utf8.count)
      && name.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F }
  }
}
