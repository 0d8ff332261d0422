// Hands letters to a program with sendmail's interface: `PROGRAM -t -oi`, the letter on its standard input. The program
// finds the recipient in the letter. What its exit codes mean is SenderExit's.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A sendmail program, or anything with its interface.
public struct Sendmail: Transport, Sendable {
  /// The program and options of its own, separated by blanks; no shell reads it.
  public let command: String
  /// How long it may take with one letter.
  public let seconds: Double
  /// Whether a program under way is to be ended.
  private let isStopped: StopCheck

  public init(command: String, seconds: Double = 300, isStopped: @escaping StopCheck = { false }) {
    self.command = command
    self.seconds = seconds
    self.isStopped = isStopped
  }

  private var words: [String] { command.split { $0 == " " || $0 == "\t" }.map(String.init) }

  public func deliver(_ letter: Letter) throws(MailError) -> Delivery {
    let words = words
    guard let name = words.first, let program = ChildProcess.find(name) else {
      throw .noSendmail(words.first ?? "sendmail", reason: "there is no such program")
    }
    // Programs of a Unix read lines that end in LF.
    let bytes = try letter.bytes().filter { $0 != 0x0D }
    let input: UnnamedFile
    do {
      input = try UnnamedFile(bytes)
    } catch {
      // No room for the copy that is handed over: the letter is not at fault, and nothing has left.
      return .temporary(error.message)
    }
    let child = ChildProcess(
      program: program, arguments: words.dropFirst() + ["-t", "-oi"], seconds: seconds, isStopped: isStopped)
    let result: ChildProcess.Result
    do throws(ChildProcess.SpawnFailure) {
      result = try child.run(input: input)
    } catch {
      if error.isTemporary { return .temporary("\(name) cannot be started: \(error.reason)") }
      throw .noSendmail(name, reason: error.reason)
    }
    return delivery(of: result, name)
  }

  private func delivery(of result: ChildProcess.Result, _ name: String) -> Delivery {
    let words = result.lastComplaint
    switch result.ending {
    case .exited(let code):
      let kind = SenderExit.names[code].map { ", \($0)" } ?? ""
      let report = (words.map { "\($0) " } ?? "") + "(\(name) ended with \(code)\(kind))"
      switch SenderExit(code: code, output: result.lines) {
      case .sent: return .sent
      case .temporary: return .temporary(words ?? "\(name) asks to try again later")
      case .refused: return .refused(report)
      case .unknown: return .inDoubt(report)
      }
    case .killed(let signal): return .inDoubt("\(name) was ended by signal \(signal)")
    case .stopped: return .inDoubt("\(name) was stopped before it finished")
    case .timedOut: return .inDoubt("\(name) had not ended after \(Int(seconds)) seconds")
    }
  }

  public func examine() -> (summary: String, problems: [MailError]) {
    let name = words.first ?? ""
    let summary = "sendmail, \(command)"
    guard let program = ChildProcess.find(name), access(program, F_OK) == 0 else {
      return (summary, [.noSendmail(name, reason: "there is no such program")])
    }
    if access(program, X_OK) != 0 { return (summary, [.noSendmail(name, reason: "it may not be run")]) }
    return (summary, [])
  }
}
