// A file that is only looked at: opened for reading, its time of access left as it is where the system allows that, never
// through a link where the caller says so. What fails is a MailError with the system's words.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct ReadOnlyFile: ~Copyable {
  enum Kind {
    case plain, folder, other
  }

  let path: String
  let kind: Kind
  /// When it was last changed, in seconds since 1970.
  let changed: Int
  private let descriptor: Int32

  /// Nil where nothing is there.
  init?(_ path: String, followsLinks: Bool) throws(MailError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
    // A pipe that nobody writes into would be waited for.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW)
    var descriptor: Int32 = -1
    #if os(Linux)
      // Only the owner may ask for this.
      descriptor = open(path, flags | 0o1000000)
      if descriptor < 0, errno == EPERM { descriptor = open(path, flags) }
    #else
      descriptor = open(path, flags)
    #endif
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw Self.failure(errno, path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let number = errno
      Self.shut(descriptor)
      throw Self.failure(number, path)
    }
    self.path = path
    self.descriptor = descriptor
    kind = status.st_mode & S_IFMT == S_IFREG ? .plain : status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
    #if canImport(Darwin)
      changed = status.st_mtimespec.tv_sec
    #else
      changed = status.st_mtim.tv_sec
    #endif
  }

  deinit { Self.shut(descriptor) }

  /// The next bytes into a buffer; 0 at the end.
  borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(MailError) -> Int {
    while true {
      let count = systemRead(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure(errno, path) }
    }
  }

  private static func shut(_ descriptor: Int32) { _ = close(descriptor) }

  /// Nothing is written here, so that a refusal is one to read.
  private static func failure(_ number: Int32, _ path: String) -> MailError {
    .fileSystem(path: path, reason: strerror(number).map { String(cString: $0) } ?? "error \(number)")
  }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
