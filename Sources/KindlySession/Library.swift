// The standard library as it travels inside the binary. `LibrarySources.swift` is made from `stdlib/` by
// `make library`; a test compares the two.

public enum Library {
  /// The files in the order in which they are read: name and text.
  public static var files: [(name: String, text: String)] { LibrarySources.files }
}
