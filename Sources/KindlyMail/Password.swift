// Where the password of the mail server comes from: what a command prints, or a file that only its owner may read. It is
// asked for when the first letter goes, lives in memory alone, and stands in no error.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A source of a password.
public enum PasswordSource: Sendable, Equatable {
  /// A command line for /bin/sh; the first line that it prints is the password.
  case command(String)
  /// A file whose first line is the password.
  case file(String)

  /// How long a command may take: somebody may have to type a passphrase.
  private static let seconds = 120.0

  /// - Throws: `MailError.passwordCommand`, `.passwordFile`.
  func password(isStopped: @escaping StopCheck = { false }) throws(MailError) -> [UInt8] {
    switch self {
    case .command(let line):
      let child = ChildProcess(
        program: "/bin/sh", arguments: ["-c", line], seconds: Self.seconds, isShielded: false,
        isStopped: isStopped)
      let result: ChildProcess.Result
      do throws(ChildProcess.SpawnFailure) {
        result = try child.run(input: nil)
      } catch {
        throw .passwordCommand("/bin/sh: \(error.reason)")
      }
      let words = result.lastComplaint.map { ": \($0)" } ?? ""
      switch result.ending {
      case .exited(0): break
      case .exited(let code): throw .passwordCommand("it ended with \(code)\(words)")
      case .killed(let signal): throw .passwordCommand("it was ended by signal \(signal)\(words)")
      case .stopped: throw .passwordCommand("it was stopped before it finished")
      case .timedOut: throw .passwordCommand("it had not ended after \(Int(Self.seconds)) seconds")
      }
      guard let password = Self.firstLine(result.output) else { throw .passwordCommand("it printed no password") }
      return password
    case .file(let path):
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      guard descriptor >= 0 else {
        throw .passwordFile(path, reason: strerror(errno).map { String(cString: $0) } ?? "it cannot be read")
      }
      defer { close(descriptor) }
      // Asked of the open file, which nobody can exchange in between.
      if let reason = Self.exposure(descriptor) { throw .passwordFile(path, reason: reason) }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0, let password = Self.firstLine(Array(buffer[..<count])) else {
        throw .passwordFile(path, reason: "it holds no password")
      }
      return password
    }
  }

  /// What is wrong with it before it is used; a command is not run for that.
  func problem() -> MailError? {
    guard case .file = self else { return nil }
    do throws(MailError) {
      _ = try password()
      return nil
    } catch {
      return error
    }
  }

  private static func exposure(_ descriptor: Int32) -> String? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return "it cannot be looked at" }
    guard status.st_mode & S_IFMT == S_IFREG else { return "it is no file" }
    if status.st_uid != geteuid() { return "it belongs to somebody else" }
    let mode = UInt32(status.st_mode & 0o777)
    return mode & 0o177 == 0 ? nil : "others may read it (mode \(String(mode, radix: 8)))"
  }

  private static func firstLine(_ bytes: [UInt8]) -> [UInt8]? {
    var line = bytes.prefix { $0 != 0x0A }
    if line.last == 0x0D { line.removeLast() }
    return line.isEmpty || line.count > 1024 || line.contains { $0 < 0x20 } ? nil : Array(line)
  }
}
