// Delivers letters into a Maildir and finds those that are there.
// A letter appears in `cur` whole or not at all: it is written and synced in `tmp`, then linked under its final name.
// Whatever fails, nothing half-written stays behind.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A mail folder in the Maildir form: `tmp`, `new` and `cur`.
public struct Maildir: Sendable, Equatable {
  /// What a file's name says of its letter to mail programs.
  public struct Flags: OptionSet, Sendable, Hashable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let draft = Flags(rawValue: 1)
    public static let flagged = Flags(rawValue: 2)
    public static let passed = Flags(rawValue: 4)
    public static let replied = Flags(rawValue: 8)
    public static let seen = Flags(rawValue: 16)
    public static let trashed = Flags(rawValue: 32)

    /// Their letters, in ASCII order as Maildir asks.
    var text: String {
      let letters: [(Flags, String)] = [
        (.draft, "D"), (.flagged, "F"), (.passed, "P"), (.replied, "R"), (.seen, "S"), (.trashed, "T"),
      ]
      return letters.filter { contains($0.0) }.map(\.1).joined()
    }
  }

  /// The parts of a unique file name. Tests give their own.
  public struct UniqueName: Sendable, Equatable {
    /// Seconds since 1970.
    public var seconds: Int
    public var process: Int
    /// Letters that the process has delivered before.
    public var counter: Int
    public var host: String

    public init(seconds: Int, process: Int, counter: Int, host: String) {
      self.seconds = seconds
      self.process = process
      self.counter = counter
      self.host = host
    }

    /// The parts of this process, now; `counter` tells letters of one second apart.
    public static func current(counter: Int) -> UniqueName {
      var buffer = [CChar](repeating: 0, count: 256)
      let found = gethostname(&buffer, buffer.count - 1) == 0
      let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let host = found ? String(decoding: bytes, as: UTF8.self) : "localhost"
      return UniqueName(seconds: time(nil), process: Int(getpid()), counter: counter, host: host)
    }

    /// `1763990001.P4711Q0.host`; what a file name or the flags could not hold is replaced as Maildir has it.
    var text: String {
      var safe = ""
      for scalar in host.unicodeScalars {
        switch scalar {
        case "/": safe += "\\057"
        case ":": safe += "\\072"
        case _ where scalar.value <= 0x20 || scalar.value == 0x7F: safe += "_"
        default: safe.unicodeScalars.append(scalar)
        }
      }
      return "\(seconds).P\(process)Q\(counter).\(safe.isEmpty ? "localhost" : safe)"
    }
  }

  public let path: String

  public init(path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  private static let subfolders = ["tmp", "new", "cur"]
  /// How many names are tried when some are taken.
  private static let attempts = 100

  // MARK: - Delivery

  /// Writes a letter into `cur`, marked as a draft, and gives its path. The folders are made (0700) where they are
  /// missing; the file can be read by its owner alone (0600). When it returns, the letter is on the disk.
  ///
  /// - Parameters:
  ///   - flags: what mail programs are told of it; a draft, unless something else is given.
  ///   - name: nil takes the time, process and host; the counter goes up while a name is taken.
  /// - Throws: `MailError.notAFolder`, `.notWritable`, `.diskFull`, `.fileSystem`, `.nameTaken`.
  public func deliver(
    _ letter: [UInt8], flags: Flags = .draft, name: UniqueName? = nil
  ) throws(MailError) -> String {
    try makeFolders()
    var name = name ?? .current(counter: 0)
    for _ in 0..<Self.attempts {
      if let file = try deliver(letter, as: name.text, flags: flags) { return file }
      let (counter, overflow) = name.counter.addingReportingOverflow(1)
      guard !overflow else { break }
      name.counter = counter
    }
    throw .nameTaken(path: path)
  }

  /// Nil where the name is taken, in `tmp` or, with whatever flags, in `cur` or `new`.
  private func deliver(_ letter: [UInt8], as name: String, flags: Flags) throws(MailError) -> String? {
    for folder in ["cur", "new"] {
      let files = try DirectoryListing.names(in: "\(path)/\(folder)")
      if files.contains(where: { $0 == name || $0.hasPrefix(name + ":") }) { return nil }
    }
    let temporary = "\(path)/tmp/\(name)"
    let final = "\(path)/cur/\(name):2,\(flags.text)"
    guard try create(temporary, letter) else { return nil }
    defer { unlink(temporary) }
    return try publish(temporary, as: final) ? final : nil
  }

  /// Whether letters can be written into it, or it can be made: the nearest folder that is there decides.
  var isWritable: Bool {
    var path = path
    while access(path, F_OK) != 0, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      path = String(path[..<slash])
    }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && access(path, W_OK | X_OK) == 0
  }

  private func makeFolders() throws(MailError) {
    // A NUL would cut the path short where the system reads it, and an empty path would be the root.
    guard !path.isEmpty, !path.utf8.contains(0) else { throw .notAFolder(path: path) }
    var built = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      built += built.isEmpty || built.hasSuffix("/") ? part : "/\(part)"
      try makeFolder(built)
    }
    for folder in Self.subfolders { try makeFolder("\(path)/\(folder)") }
  }

  private func makeFolder(_ folder: String) throws(MailError) {
    var status = stat()
    if stat(folder, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else { throw .notAFolder(path: folder) }
      return
    }
    guard errno == ENOENT else { throw FileFailure.error(errno, path: folder) }
    // Another process may make it in between.
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw FileFailure.error(errno, path: folder) }
  }

  /// Writes and syncs a new file; false where the name is taken.
  private func create(_ file: String, _ bytes: [UInt8]) throws(MailError) -> Bool {
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return false }
      throw FileFailure.error(errno, path: file)
    }
    var failure: Int32 = 0
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        failure = count == 0 ? EIO : errno
        break
      }
    }
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0, errno != EINTR { failure = errno }
    guard failure == 0 else {
      unlink(file)
      throw FileFailure.error(failure, path: file)
    }
    return true
  }

  /// Gives the file its final name and syncs the folder; false where that name is taken. A link, unlike a rename,
  /// never replaces a letter; file systems without links are served by a rename.
  private func publish(_ temporary: String, as final: String) throws(MailError) -> Bool {
    if link(temporary, final) != 0 {
      if errno == EEXIST { return false }
      guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(errno) else { throw FileFailure.error(errno, path: final) }
      guard access(final, F_OK) != 0 else { return false }
      guard rename(temporary, final) == 0 else { throw FileFailure.error(errno, path: final) }
    }
    do {
      try Self.sync(folder: "\(path)/cur")
    } catch {
      unlink(final)
      throw error
    }
    return true
  }

  private static func sync(folder: String) throws(MailError) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard descriptor >= 0 else { throw FileFailure.error(errno, path: folder) }
    defer { close(descriptor) }
    // Some file systems cannot sync a folder and say EINVAL; there is nothing more to be done there.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileFailure.error(errno, path: folder) }
  }

  // MARK: - Finding

  /// Whether a letter of that Message-ID is in `cur` or `new`. A Maildir that is not there holds none.
  ///
  /// - Throws: `MailError.badMessageID`, and `.fileSystem` where a letter cannot be read: it might be the one.
  public func contains(messageID: String) throws(MailError) -> Bool {
    try letter(messageID: messageID) != nil
  }

  /// The path of the letter of that Message-ID; nil where there is none.
  ///
  /// - Throws: as `contains(messageID:)` does.
  public func letter(messageID: String) throws(MailError) -> String? {
    let wanted = try MessageID.checked(messageID)
    // A mail program renames a letter when its flags change; one that vanished is looked for again.
    for _ in 0..<3 {
      var vanished = false
      for folder in ["cur", "new"] {
        for name in try DirectoryListing.names(in: "\(path)/\(folder)") where !name.hasPrefix(".") {
          let file = "\(path)/\(folder)/\(name)"
          guard let head = try DirectoryListing.head(of: file) else {
            vanished = true
            continue
          }
          if MailMessage(reading: head).messageIDs(in: "Message-ID").first == wanted { return file }
        }
      }
      if !vanished { return nil }
    }
    return nil
  }
}
