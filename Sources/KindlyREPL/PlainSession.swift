// A session without an editor, for terminals that can only print and for input that is no terminal: a
// prompt, a line, and more lines until the entry is whole.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct PlainSession {
  private let language: any ReplLanguage
  private let options: ReplOptions
  private var pending: [UInt8] = []

  init(language: any ReplLanguage, options: ReplOptions) {
    self.language = language
    self.options = options
  }

  /// Talks until the input ends or the language says so; returns the exit code.
  mutating func run() -> Int32 {
    let showsPrompt = isatty(options.input) == 1
    var entry = ""
    while true {
      if showsPrompt {
        writeAll(Array((entry.isEmpty ? options.prompt : options.continuationPrompt).utf8), to: options.output)
      }
      switch readLine() {
      case .interrupted:
        Interrupt.clear()
        entry = ""
        if showsPrompt { writeAll([0x0A], to: options.output) }
      case .end:
        if showsPrompt { writeAll([0x0A], to: options.output) }
        if !entry.isEmpty, case .quit(let code) = run(entry) { return code }
        return 0
      case .line(let line):
        entry += entry.isEmpty ? line : "\n" + line
        if entry.allSatisfy(\.isWhitespace) {
          entry = ""
        } else if language.isComplete(entry) {
          let whole = entry
          entry = ""
          if case .quit(let code) = run(whole) { return code }
        }
      }
    }
  }

  private func run(_ entry: String) -> EvaluationResult {
    Interrupt.clear()
    defer { fflush(nil) }
    return language.evaluate(entry)
  }

  private enum Input {
    case line(String)
    case interrupted
    case end
  }

  private mutating func readLine() -> Input {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeFirst(end + 1)
        return .line(line.hasSuffix("\r") ? String(line.dropLast()) : line)
      }
      let count = read(options.input, &chunk, chunk.count)
      if count > 0 {
        pending += chunk[..<count]
      } else if count < 0, errno == EINTR {
        if Interrupt.isRequested {
          pending = []
          return .interrupted
        }
      } else {
        if pending.isEmpty { return .end }
        defer { pending = [] }
        return .line(String(decoding: pending, as: UTF8.self))
      }
    }
  }
}
