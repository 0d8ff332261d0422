// The standard library as it travels inside the binary. `LibrarySources.swift` is made from `stdlib/` by
// `make library`, and `HolidaySources.swift` from `stdlib/holidays/`; a test compares them.

public enum Library {
  /// The files in the order in which they are read: name and text.
  public static var files: [(name: String, text: String)] { LibrarySources.files }

  /// The calendars of `stdlib/holidays`: what `me.holidays` calls them, and the text of the file.
  public static var holidays: [(name: String, text: String)] { HolidaySources.files }

  /// The file of which holidays are written.
  static var dates: (name: String, text: String) {
    LibrarySources.files.first { $0.name == "stdlib/dates.kindly" } ?? ("stdlib/dates.kindly", "")
  }
}
