// The user's own editor on a temporary file, and what it leaves there. The file is readable by its owner
// only and gone afterwards, whatever happened.

import CEditLine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

public struct OutsideEditor {
  let options: ReplOptions

  public init(options: ReplOptions) { self.options = options }

  /// The text after `$VISUAL`, `$EDITOR` or vi had it; nil when the editor failed or was left without success.
  public func edit(_ text: String) -> String? {
    let folder = options.variable("TMPDIR") ?? "/tmp"
    let suffix = options.fileSuffix
    var path = Array("\(folder)/entry-XXXXXX\(suffix)".utf8CString)
    let descriptor = mkstemps(&path, Int32(suffix.utf8.count))
    guard descriptor >= 0 else { return nil }
    defer { unlink(path) }
    let isWritten = writeAll(Array(text.utf8), to: descriptor)
    close(descriptor)
    guard isWritten, run(on: path) else { return nil }
    let result = open(path, O_RDONLY | O_CLOEXEC)
    guard result >= 0 else { return nil }
    defer { close(result) }
    return String(decoding: readAll(result), as: UTF8.self)
  }

  private func run(on path: [CChar]) -> Bool {
    let editor = options.variable("VISUAL") ?? options.variable("EDITOR") ?? "vi"
    let (input, output) = (options.input, options.output)
    let name = path.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    // The variable may hold options: the shell splits it, the file's name stays one word.
    let words = ["sh", "-c", editor + " \"$1\"", "sh", name]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (from, to) in [(input, STDIN_FILENO), (output, STDOUT_FILENO), (output, STDERR_FILENO)] {
      posix_spawn_file_actions_adddup2(&actions, from, to)
    }
    var child: pid_t = 0
    guard posix_spawn(&child, "/bin/sh", &actions, nil, &arguments, environ) == 0 else { return false }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { if errno != EINTR { return false } }
    return ce_exit_status(status) == 0
  }
}
