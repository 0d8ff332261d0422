// A session with a language on a terminal: asks for an entry, has it run, and asks again. Chooses between
// the full editor and plain lines by what the terminal can do, and leaves the terminal as it was.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How a session looks and where it lives.
public struct ReplOptions: Sendable {
  /// Whether to colour what is typed.
  public enum Color: Sendable {
    /// Unless the environment's NO_COLOR is set.
    case auto
    case always
    /// Weight only: bold, dim, underlined.
    case never
  }

  /// The program's name in the user's editrc.
  public var name: String
  public var prompt: String
  /// The prompt of an entry's further lines.
  public var continuationPrompt: String
  /// The file entries are kept in, created with its folders; nil keeps them for the session only.
  public var historyPath: String?
  /// How many entries are kept.
  public var historyLimit: Int
  public var color: Color
  /// The end of the name of the file an outside editor sees, such as `.txt`.
  public var fileSuffix: String
  /// The environment: EDITRC, HOME, TERM, NO_COLOR, VISUAL, EDITOR and TMPDIR are asked of it.
  public var environment: @Sendable (String) -> String?
  /// The descriptors of the terminal.
  public var input: Int32
  public var output: Int32

  public init(
    name: String = "kindly", prompt: String = "kindly> ", continuationPrompt: String = "   ...> ",
    historyPath: String? = nil, historyLimit: Int = 10_000, color: Color = .auto, fileSuffix: String = ".kindly",
    environment: @escaping @Sendable (String) -> String? = ReplOptions.processEnvironment,
    input: Int32 = 0, output: Int32 = 1
  ) {
    self.name = name
    self.prompt = prompt
    self.continuationPrompt = continuationPrompt
    self.historyPath = historyPath
    self.historyLimit = max(1, historyLimit)
    self.color = color
    self.fileSuffix = fileSuffix
    self.environment = environment
    self.input = input
    self.output = output
  }

  /// A variable of the process's environment.
  @Sendable public static func processEnvironment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// A variable of the environment, nil where it is unset or empty.
  func variable(_ name: String) -> String? {
    environment(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  var usesColor: Bool {
    switch color {
    case .auto: return variable("NO_COLOR") == nil
    case .always: return true
    case .never: return false
    }
  }
}

/// A session with a language on a terminal.
public final class Repl {
  private let language: any ReplLanguage
  private let options: ReplOptions

  public init(language: any ReplLanguage, options: ReplOptions = ReplOptions()) {
    self.language = language
    self.options = options
  }

  /// Whether standard input and output are both a terminal, so that a session makes sense.
  public static var isInteractive: Bool { isatty(0) == 1 && isatty(1) == 1 }

  /// Talks until the user leaves. Returns the exit code: 0, or what the language said.
  public func run() -> Int32 {
    guard let signals = TerminalSignals(input: options.input, output: options.output) else {
      return talkPlainly()
    }
    defer { signals.restore() }
    let terminal = options.variable("TERM") ?? "dumb"
    if terminal != "dumb", isatty(options.input) == 1, isatty(options.output) == 1,
      let engine = EditEngine(name: options.name, input: options.input, output: options.output)
    {
      let editor = LineEditor(engine: engine, language: language, options: options, signals: signals)
      if engine.isEditing { return talk(editor) }
    }
    return talkPlainly()
  }

  private func talkPlainly() -> Int32 {
    var session = PlainSession(language: language, options: options)
    return session.run()
  }

  private func talk(_ editor: LineEditor) -> Int32 {
    while true {
      switch editor.readEntry() {
      case .entry(let text):
        if text.allSatisfy(\.isWhitespace) { continue }
        let result = language.evaluate(text)
        fflush(nil)  // what the language printed stands before the prompt
        if case .quit(let code) = result { return code }
      case .cancelled: continue
      case .endOfInput: return 0
      }
    }
  }
}
