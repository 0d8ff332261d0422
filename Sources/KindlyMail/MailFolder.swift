// A mailbox that is read and never changed: a Maildir's `cur` and `new`, or an mbox. Gives its messages one by one; only
// of those that the caller wants more of is more read than the headers. What cannot be read is told and passed over.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

func findLineFeed(_ base: UnsafeRawPointer, _ count: Int) -> Int? {
  memchr(base, 0x0A, count).map { UnsafeRawPointer($0) - base }
}

/// A message as a mailbox has it.
public struct StoredMail: Sendable {
  public let message: MailMessage
  /// When its file was written; nil in an mbox.
  public let fileTime: Int?
  /// Whether a mail program keeps it as something that is still to be sent.
  public let isDraft: Bool
}

public struct MailFolder: Sendable, Equatable {
  public enum Form: Sendable {
    case maildir, mbox
  }

  public let path: String
  public let form: Form
  /// Whether links within it are followed; one that is read by its descriptor is read without leaving it.
  private let followsLinks: Bool

  /// No headers are longer, and of a message no more is read.
  static let headLimit = 1 << 16
  static let limit = (1 << 18) + (1 << 16)

  /// - Throws: `noMailbox`, `notAMailbox`, `fileSystem`.
  public init(path: String) throws(MailError) { try self.init(path: path, followsLinks: true) }

  /// One that is open already, and is called `name` in what is told.
  public init(descriptor: Int32, name: String) throws(MailError) {
    do throws(MailError) {
      try self.init(path: "/dev/fd/\(descriptor)", followsLinks: false)
    } catch {
      switch error {
      case .noMailbox: throw .noMailbox(path: name)
      case .notAMailbox: throw .notAMailbox(path: name)
      case .fileSystem(_, let reason): throw .fileSystem(path: name, reason: reason)
      default: throw error
      }
    }
  }

  private init(path: String, followsLinks: Bool) throws(MailError) {
    self.path = path
    self.followsLinks = followsLinks
    guard let file = try ReadOnlyFile(path, followsLinks: true) else { throw .noMailbox(path: path) }
    switch file.kind {
    case .folder:
      guard Self.isFolder(path + "/cur") || Self.isFolder(path + "/new") else { throw .notAMailbox(path: path) }
      form = .maildir
    case .plain:
      var head = [UInt8](repeating: 0, count: 512)
      let count = try Self.read(file, &head)
      guard head[..<count].withUnsafeBytes(MboxReader.recognizes) else { throw .notAMailbox(path: path) }
      form = .mbox
    case .other: throw .notAMailbox(path: path)
    }
  }

  /// Whether both name the same folder or file.
  public func isSame(as other: String) -> Bool {
    var (mine, theirs) = (stat(), stat())
    return stat(path, &mine) == 0 && stat(other, &theirs) == 0 && mine.st_ino == theirs.st_ino
      && mine.st_dev == theirs.st_dev
  }

  /// Visits every message.
  ///
  /// - Parameters:
  ///   - isWanted: asked with the headers alone; the body is read where it says so.
  ///   - unreadable: a message that could not be read, and why; the others go on.
  /// - Throws: what the closures throw, and `MailError.fileSystem` where the mailbox itself cannot be read.
  public func read(
    isWanted: (MailMessage) -> Bool, unreadable: (MailError) -> Void, _ visit: (StoredMail) throws -> Void
  ) throws {
    switch form {
    case .maildir: try readMaildir(isWanted, unreadable, visit)
    case .mbox: try readMbox(visit)
    }
  }

  // MARK: - Maildir

  private func readMaildir(
    _ isWanted: (MailMessage) -> Bool, _ unreadable: (MailError) -> Void, _ visit: (StoredMail) throws -> Void
  ) throws {
    var seen: Set<String> = []
    // A program that looks into its mail moves it from `new` to `cur` meanwhile.
    for part in ["new", "cur"] {
      // Held open for as long as its names are read.
      let held = followsLinks ? -1 : open(path + "/" + part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      defer { if held >= 0 { close(held) } }
      if !followsLinks, held < 0 { continue }
      let folder = followsLinks ? "\(path)/\(part)" : "/dev/fd/\(held)"
      for name in try names(in: folder) where !name.hasPrefix(".") {
        let parts = name.split(separator: ":", maxSplits: 1)
        guard let unique = parts.first, seen.insert(String(unique)).inserted else { continue }
        let flags = parts.count > 1 && parts[1].hasPrefix("2,") ? parts[1].dropFirst(2) : ""
        let file = "\(folder)/\(name)"
        let mail: StoredMail?
        do throws(MailError) {
          mail = try self.mail(file, isDraft: flags.contains("D"), isWanted)
        } catch {
          unreadable(error)
          continue
        }
        if let mail { try visit(mail) }
      }
    }
  }

  private func names(in folder: String) throws(MailError) -> [String] {
    do {
      return try DirectoryListing.names(in: folder)
    } catch .notAFolder {
      return []
    } catch .notWritable(let path, let reason) {
      throw .fileSystem(path: path, reason: reason)
    }
  }

  /// Nil where the file is gone, or is none.
  private func mail(
    _ file: String, isDraft: Bool, _ isWanted: (MailMessage) -> Bool
  ) throws(MailError) -> StoredMail? {
    guard let opened = try ReadOnlyFile(file, followsLinks: false), opened.kind == .plain else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 8192)
    var isHead = true
    while bytes.count < Self.limit {
      let count = try Self.read(opened, &buffer)
      if count == 0 { break }
      bytes += buffer[..<count]
      guard isHead, bytes.count >= Self.headLimit || Self.endsHeaders(bytes) else { continue }
      isHead = false
      if !isWanted(MailMessage(reading: bytes)) { break }
    }
    return StoredMail(
      message: MailMessage(reading: bytes), fileTime: opened.changed, isDraft: isDraft)
  }

  private static func endsHeaders(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      var start = 0
      while let found = findLineFeed(base + start, bytes.count - start) {
        if found == 0 || found == 1 && bytes[start] == 0x0D { return true }
        start += found + 1
      }
      return false
    }
  }

  // MARK: - Mbox

  private func readMbox(_ visit: (StoredMail) throws -> Void) throws {
    guard let file = try ReadOnlyFile(path, followsLinks: true), file.kind == .plain else { return }
    var reader = MboxReader(limit: Self.limit)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    func pass(_ bytes: [UInt8]) throws {
      let message = MailMessage(reading: bytes)
      // Thunderbird keeps what is still to be sent in an mbox too.
      let isDraft = message.rawValue(of: "X-Mozilla-Draft-Info") != nil
      try visit(StoredMail(message: message, fileTime: nil, isDraft: isDraft))
    }
    while true {
      let count = try Self.read(file, &buffer)
      if count == 0 { break }
      try buffer[..<count].withUnsafeBytes { try reader.take($0, pass) }
    }
    try reader.finish(pass)
  }

  // MARK: - Files

  private static func read(_ file: borrowing ReadOnlyFile, _ buffer: inout [UInt8]) throws(MailError) -> Int {
    var result: Result<Int, MailError> = .success(0)
    buffer.withUnsafeMutableBytes { bytes in
      do throws(MailError) { result = .success(try file.read(into: bytes)) } catch { result = .failure(error) }
    }
    return try result.get()
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
