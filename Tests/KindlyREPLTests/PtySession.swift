// A session on a pseudo-terminal and the user at its other end: types, and waits until the screen shows
// what it should. The session runs on a thread of the test's own process, or as a program.

import Foundation
import Synchronization

@testable import KindlyREPL

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

final class PtySession {
  let master: Int32
  let slave: Int32
  private(set) var terminal: TerminalEmulator
  private let result = Result()
  private var child: pid_t?
  /// The last that the session wrote while keys were sent.
  private var heard: [UInt8] = []

  private final class Result: Sendable {
    let code = Mutex<Int32?>(nil)
    let thread = Mutex<pthread_t?>(nil)
  }

  /// POSIX_SPAWN_SETSID, which the C library shows to its own dialect only.
  #if canImport(Glibc)
    private static let newSession: Int16 = 0x80
  #else
    private static let newSession: Int16 = 0x400
  #endif

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  init(rows: Int = 20, columns: Int = 60) throws {
    terminal = TerminalEmulator(rows: rows, columns: columns)
    var ends: (master: Int32, slave: Int32) = (-1, -1)
    guard openpty(&ends.master, &ends.slave, nil, nil, nil) == 0 else {
      throw Failure(description: "no pseudo-terminal")
    }
    (master, slave) = ends
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
  }

  deinit {
    if let child {
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
    }
    close(master)
    close(slave)
  }

  /// Runs a session on a thread; `language` is made there, with the descriptor to print to.
  func start(
    historyPath: String? = nil, environment: [String: String],
    language: @escaping @Sendable (Int32) -> any ReplLanguage
  ) {
    let (slave, result) = (slave, result)
    Thread.detachNewThread {
      result.thread.withLock { $0 = pthread_self() }
      let options = ReplOptions(
        historyPath: historyPath, color: .always, environment: { environment[$0] }, input: slave, output: slave)
      let code = Repl(language: language(slave), options: options).run()
      result.code.withLock { $0 = code }
    }
  }

  /// Runs a program with the terminal as its own.
  func start(program: String, arguments: [String] = [], environment: [String: String]? = nil) throws {
    var name = [CChar](repeating: 0, count: 128)
    guard ttyname_r(slave, &name, name.count) == 0 else { throw Failure(description: "the terminal has no name") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Self.newSession | Int16(POSIX_SPAWN_SETSIGMASK))
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    let inherited = (environment ?? ProcessInfo.processInfo.environment).merging(["TERM": "xterm-256color"]) { $1 }
    var variables: [UnsafeMutablePointer<CChar>?] = inherited.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in words + variables { free(word) } }
    var started: pid_t = 0
    guard posix_spawn(&started, program, &actions, &attributes, &words, &variables) == 0 else {
      throw Failure(description: "cannot start \(program)")
    }
    child = started
  }

  func type(_ text: String) {
    writeAll(Array(text.utf8), to: master)
  }

  func signal(_ number: Int32) {
    if let child {
      kill(child, number)
    } else if let thread = result.thread.withLock({ $0 }) {
      pthread_kill(thread, number)  // the session's thread alone, not whatever else runs in this process
    }
  }

  /// Sends bytes of any kind and takes what the session writes meanwhile; it has to take them and stay alive.
  func send(_ bytes: [UInt8], _ what: String) throws {
    var rest = bytes[...]
    let flags = fcntl(master, F_GETFL)
    _ = fcntl(master, F_SETFL, flags | O_NONBLOCK)
    defer { _ = fcntl(master, F_SETFL, flags) }
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      drain()
      if rest.isEmpty { return }
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) }
      if let child {
        var status: Int32 = 0
        if waitpid(child, &status, WNOHANG) == child {
          self.child = nil
          throw Failure(description: "\(what): ended with status \(status)\n" + String(decoding: heard, as: UTF8.self))
        }
      }
      if ContinuousClock.now > deadline { throw Failure(description: "\(what): takes no more keys") }
      if count <= 0 {
        var ready = pollfd(fd: master, events: Int16(POLLIN | POLLOUT), revents: 0)
        _ = poll(&ready, 1, 50)
      }
    }
  }

  /// Whether the session writes a text before long.
  func hears(_ text: String, _ what: String) throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(8)
    heard = []
    while ContinuousClock.now < deadline {
      drain(waiting: 20)
      if String(decoding: heard, as: UTF8.self).contains(text) { return true }
    }
    return false
  }

  /// Takes what the session has written, and keeps the last of it.
  private func drain(waiting: Int32 = 0) {
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    while poll(&ready, 1, waiting) > 0, ready.revents & Int16(POLLIN) != 0 {
      let some = readSome(master)
      if some.isEmpty { return }
      heard = (heard + some).suffix(4000)
    }
  }

  /// Gives the terminal a size; the kernel tells the program.
  func setSize(rows: Int, columns: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Gives the terminal a new width, with reflow, and tells the session.
  func resize(columns: Int) {
    var size = winsize(ws_row: UInt16(terminal.size.rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
    terminal.resize(columns: columns)
    signal(SIGWINCH)
  }

  /// Reads until the condition holds; throws with what was on the screen when it does not come about.
  func wait(for what: String, until condition: (TerminalEmulator) -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !condition(terminal) {
      var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      if poll(&ready, 1, 50) > 0, ready.revents & Int16(POLLIN) != 0 { terminal.feed(readSome(master)) }
      if ContinuousClock.now > deadline {
        throw Failure(description: "\(what): never came, the screen is\n" + terminal.lines.joined(separator: "\n"))
      }
    }
  }

  /// Reads until the screen's rows are these.
  func wait(screen: [String]) throws {
    try wait(for: "\(screen)") { $0.lines == screen }
  }

  /// Reads until the last row is this one.
  func wait(lastRow: String) throws {
    try wait(for: lastRow) { $0.lines.last == lastRow }
  }

  /// Reads until the session has ended, and returns its exit code.
  func exitCode() throws -> Int32 {
    if let child {
      var status: Int32 = 0
      try wait(for: "the end") { _ in waitpid(child, &status, WNOHANG) == child }
      self.child = nil
      return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }
    try wait(for: "the end") { _ in self.result.code.withLock { $0 != nil } }
    return result.code.withLock { $0 ?? -1 }
  }

  /// Whether the program ends although nobody reads what it writes.
  func endsUnread(within limit: Duration) throws -> Bool {
    guard let child else { return true }
    let deadline = ContinuousClock.now + limit
    var status: Int32 = 0
    while waitpid(child, &status, WNOHANG) != child {
      if ContinuousClock.now > deadline { return false }
      usleep(5_000)
    }
    self.child = nil
    return true
  }

  /// Whether the terminal echoes and reads by lines, as a shell expects it.
  var isInOrdinaryMode: Bool {
    var modes = termios()
    tcgetattr(slave, &modes)
    let wanted = tcflag_t(ECHO | ICANON | ISIG)
    return modes.c_lflag & wanted == wanted
  }
}
