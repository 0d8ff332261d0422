// Another program, run without a shell: what it gets, what it says, how it ended, and that it ends in time.
// A letter is handed over as a file without a name, so that the other program reads all of it whatever becomes of this
// one; a secret goes through a pipe that holds all of it before the program begins, and never touches a disk.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct ChildProcess {
  /// How a program ended.
  enum Ending: Equatable {
    case exited(Int32)
    case killed(signal: Int32)
    case timedOut
    /// The run was to end, so the program was ended too.
    case stopped
  }

  struct Result {
    var ending: Ending
    var output: [UInt8]
    var complaints: [UInt8]
    /// Whether it said more than is kept, and the beginning is missing.
    var isCut = false

    /// Everything that it said, errors last.
    var lines: [String] { ChildProcess.lines(output) + ChildProcess.lines(complaints) }

    /// The last line on standard error that says something, as one printable line.
    var lastComplaint: String? { ChildProcess.lines(complaints).last { !$0.isEmpty } }
  }

  /// The system could not begin the program.
  struct SpawnFailure: Error {
    let number: Int32
    var reason: String { strerror(number).map { String(cString: $0) } ?? "error \(number)" }
    /// Whether it is for want of room rather than for the program itself.
    var isTemporary: Bool { [EAGAIN, ENOMEM, EMFILE, ENFILE].contains(number) }
  }

  /// The path of the program.
  var program: String
  var arguments: [String] = []
  var seconds: Double
  /// Whether C-c at the terminal does not reach it: a letter under way is brought to its end.
  var isShielded = true
  /// Asked again and again while it runs; where it says so, the program is ended.
  var isStopped: StopCheck = { false }

  /// More than this of what it says is not kept.
  private static let limit = 1 << 18

  /// Runs it with a file as its standard input, and a secret behind descriptor 3.
  func run(input: UnnamedFile?, secret: [UInt8]? = nil) throws(SpawnFailure) -> Result {
    var open: [Int32] = []
    defer { for descriptor in open { close(descriptor) } }
    func pipe() throws(SpawnFailure) -> (reading: Int32, writing: Int32) {
      var ends: [Int32] = [0, 0]
      guard ends.withUnsafeMutableBufferPointer({ makePipe($0) }) == 0 else { throw SpawnFailure(number: errno) }
      open += ends
      return (ends[0], ends[1])
    }
    func shut(_ descriptor: Int32) {
      close(descriptor)
      open.removeAll { $0 == descriptor }
    }
    let output = try pipe()
    let complaints = try pipe()
    var given: [(from: Int32, to: Int32)] = [(output.writing, 1), (complaints.writing, 2)]
    if let secret {
      let hidden = try pipe()
      // The reader has not begun, so all of it has to fit in; secrets are short.
      _ = fcntl(hidden.writing, F_SETFL, O_NONBLOCK)
      let count = secret.withUnsafeBytes { write(hidden.writing, $0.baseAddress, $0.count) }
      guard count == secret.count else { throw SpawnFailure(number: ENOMEM) }
      shut(hidden.writing)
      given.append((hidden.reading, 3))
    }
    let child = try spawn(input: input?.descriptor, given)
    shut(output.writing)
    shut(complaints.writing)
    return watch(child, output.reading, complaints.reading)
  }

  // MARK: - Beginning

  private func spawn(input: Int32?, _ given: [(from: Int32, to: Int32)]) throws(SpawnFailure) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    for (from, to) in given { posix_spawn_file_actions_adddup2(&actions, from, to) }
    var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    // Signals are as a program expects them, whatever this one does with them.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var usual = sigset_t()
    sigemptyset(&usual)
    for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&usual, number) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    if isShielded {
      flags |= Int32(POSIX_SPAWN_SETPGROUP)
      posix_spawnattr_setpgroup(&attributes, 0)
    }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var variables = Self.variables()
    defer { for variable in variables { free(variable) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, program, &actions, &attributes, &words, &variables)
    guard failure == 0 else { throw SpawnFailure(number: failure) }
    return child
  }

  /// The environment, with messages in English: what a sender prints decides what becomes of a letter. gettext heeds
  /// LANGUAGE above all else, and nothing but messages follows it.
  private static func variables() -> [UnsafeMutablePointer<CChar>?] {
    var copies: [UnsafeMutablePointer<CChar>?] = []
    if var place = environ as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
      while let variable = place.pointee {
        if strncmp(variable, "LANGUAGE=", 9) != 0 { copies.append(strdup(variable)) }
        place += 1
      }
    }
    return copies + [strdup("LANGUAGE=C"), nil]
  }

  // MARK: - Watching

  /// Reads what it says until it has ended. What it has left running may keep the pipes open and is not waited for.
  private func watch(_ child: pid_t, _ output: Int32, _ complaints: Int32) -> Result {
    let end = ContinuousClock.now + .seconds(seconds)
    var said = [Said(), Said()]
    var polled = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: complaints, events: Int16(POLLIN), revents: 0),
    ]
    for descriptor in [output, complaints] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    var ending: Ending?
    var isCutOff = false
    while true {
      let isQuiet = polled.allSatisfy { $0.fd < 0 }
      if isQuiet { usleep(2_000) } else { _ = poll(&polled, nfds_t(polled.count), 20) }
      var status: Int32 = 0
      if ending == nil, waitpid(child, &status, WNOHANG) == child { ending = Self.ending(status) }
      for i in polled.indices where polled[i].fd >= 0 {
        if Self.drain(polled[i].fd, into: &said[i]) { polled[i].fd = -1 }
      }
      if let ending { return Self.result(ending, said) }
      guard ContinuousClock.now < end else { break }
      if isStopped() {
        isCutOff = true
        break
      }
    }
    kill(isShielded ? -child : child, SIGKILL)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    for i in polled.indices where polled[i].fd >= 0 { _ = Self.drain(polled[i].fd, into: &said[i]) }
    return Self.result(isCutOff ? .stopped : .timedOut, said)
  }

  /// What has been read of one of its streams.
  private struct Said {
    var bytes: [UInt8] = []
    var isCut = false
  }

  private static func result(_ ending: Ending, _ said: [Said]) -> Result {
    Result(
      ending: ending, output: said[0].bytes, complaints: said[1].bytes, isCut: said.contains(where: \.isCut))
  }

  /// Reads what is there; true at the end of it.
  private static func drain(_ descriptor: Int32, into said: inout Said) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return true }
      if count < 0 { return errno != EAGAIN && errno != EINTR }
      // The newest is what counts.
      said.bytes += buffer[..<count]
      if said.bytes.count > 2 * limit {
        said.bytes.removeFirst(said.bytes.count - limit)
        said.isCut = true
      }
    }
  }

  private static func ending(_ status: Int32) -> Ending {
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
  }

  // MARK: - Words

  /// Lines without their ends, and without what a terminal would act upon.
  static func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).map { line in
      var scalars = String.UnicodeScalarView()
      for scalar in String(decoding: line.prefix(500), as: UTF8.self).unicodeScalars {
        scalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
      }
      var text = Substring(String(scalars))
      while text.last == " " { text.removeLast() }
      while text.first == " " { text.removeFirst() }
      return String(text)
    }
  }

  /// The file of a program: as it is where it has a folder, else the first of that name on the path.
  static func find(_ name: String) -> String? {
    if name.contains("/") { return name }
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }
}

private func makePipe(_ ends: UnsafeMutableBufferPointer<Int32>) -> Int32 {
  guard let base = ends.baseAddress, pipe(base) == 0 else { return -1 }
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  // The child's ends must not be one of the numbers that they are copied to.
  for i in ends.indices where ends[i] < 10 {
    let higher = fcntl(ends[i], F_DUPFD_CLOEXEC, 10)
    guard higher >= 0 else { return -1 }
    close(ends[i])
    ends[i] = higher
  }
  return 0
}

/// A file that has no name any more: it is whole before it is read, and gone with its last reader.
final class UnnamedFile {
  let descriptor: Int32

  init(_ bytes: [UInt8]) throws(MailError) {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array("\(folder)/kindly-XXXXXX".utf8CString)
    let made = mkstemp(&path)
    guard made >= 0 else { throw FileFailure.error(errno, path: folder) }
    unlink(path)
    // Out of the way of the numbers that a program's own descriptors have.
    let descriptor = fcntl(made, F_DUPFD_CLOEXEC, 10)
    close(made)
    guard descriptor >= 0 else { throw FileFailure.error(errno, path: folder) }
    self.descriptor = descriptor
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileFailure.error(count == 0 ? EIO : errno, path: folder) }
      written += count
    }
    lseek(descriptor, 0, SEEK_SET)
  }

  deinit { close(descriptor) }
}
