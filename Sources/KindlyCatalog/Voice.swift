// Whose word a source, a command or a file is, and what follows from it: who may change a trusted setting, and who may
// reach every file. The store's gate, the checker and the session ask it; nobody else decides.

public enum Voice: Hashable, Sendable, CaseIterable {
  /// The prompt, `eval`, and the commands of the command line.
  case user
  /// `init.kindly`, and the library.
  case initFile
  /// A file or standard input, and the files that a program uses.
  case script
  /// A file that is imported, whatever its format.
  case importedFile
  /// A test: nothing that it does leaves its own store.
  case test

  /// Whether it may change settings that decide what runs or what goes out in the user's name.
  public var mayChangeTrusted: Bool {
    switch self {
    case .user, .initFile, .test: true
    case .script, .importedFile: false
    }
  }
}
