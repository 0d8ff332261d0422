// Files as bytes: read whole, and replaced whole. The two ends of a run that touch the file system beside the store.
// What the bytes mean, and what is said where it cannot be done, is the business of those who ask.

import Foundation

public enum FileBytes {
  /// Why a file cannot be read.
  public enum Trouble: Error {
    case missing
    case folder
    /// It is not below the folders that a program may read.
    case outside
    /// Why, in the system's words or ours.
    case unreadable(String)
  }

  /// More is no source and no export, and a file may say that it is larger than the memory is.
  private static let limit = 1 << 30
  private static let tooLarge = Trouble.unreadable("it is larger than a gigabyte")

  public static func read(_ path: String) -> Result<[UInt8], Trouble> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      return .failure(errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(reason(errno)))
    }
    defer { close(descriptor) }
    return read(descriptor)
  }

  public static func readStandardInput() -> Result<[UInt8], Trouble> { read(STDIN_FILENO) }

  static func read(_ descriptor: Int32) -> Result<[UInt8], Trouble> {
    var state = stat()
    guard fstat(descriptor, &state) == 0 else { return .failure(.unreadable(reason(errno))) }
    if state.st_mode & S_IFMT == S_IFDIR { return .failure(.folder) }
    guard state.st_size <= limit else { return .failure(tooLarge) }
    // One byte more than there should be, so that the end is seen at once; what is no plain file grows as it comes.
    let expected = state.st_mode & S_IFMT == S_IFREG ? Int(state.st_size) + 1 : 1 << 16
    var bytes: [UInt8] = []
    var wanted = expected
    while true {
      var count = 0
      var failure: Int32 = 0
      let part = [UInt8](largeCapacity: wanted) { buffer, initialized in
        count = Foundation.read(descriptor, buffer.baseAddress, wanted)
        failure = count < 0 ? errno : 0
        initialized = max(count, 0)
      }
      if count < 0 {
        if failure == EINTR { continue }
        return .failure(.unreadable(reason(failure)))
      }
      if count == 0 { return .success(bytes) }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      // A device has no size, and some have no end.
      if bytes.count > limit { return .failure(tooLarge) }
      wanted = 1 << 16
    }
  }

  static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
}

/// A file that is to take the place of another, or of none: it is written beside it first, so that what can fail has
/// failed before anything is changed, and `commit` is a renaming. Never over a folder. A link stays a link, and the file
/// that it points at keeps its mode.
public struct FileReplacement {
  public struct Failure: Error {
    public let path: String
    /// What went wrong, in the system's words or ours.
    public let reason: String
  }

  private let path: String
  private let place: FilePlace
  private let temporary: String

  /// - Throws: `Failure`; nothing is left behind.
  public init(of path: String, with bytes: [UInt8]) throws(Failure) {
    let (folder, name) = FileReplacement.parts(of: FileReplacement.target(of: path))
    let descriptor = open(folder.isEmpty ? "." : folder, Fence.folderFlags)
    guard descriptor >= 0 else { throw Failure(path: path, reason: FileBytes.reason(errno)) }
    try self.init(at: FilePlace(folder: Descriptor(descriptor), name: name), path: path, with: bytes)
  }

  /// Of what is in a place, which is called `path` where something fails.
  init(at place: FilePlace, path: String, with bytes: [UInt8]) throws(Failure) {
    (self.path, self.place) = (path, place)
    let folder = place.folder.number
    var state = stat()
    let isThere = fstatat(folder, place.name, &state, AT_SYMLINK_NOFOLLOW) == 0
    if !isThere, errno != ENOENT { throw Failure(path: path, reason: FileBytes.reason(errno)) }
    if isThere, state.st_mode & S_IFMT != S_IFREG {
      let what = state.st_mode & S_IFMT == S_IFDIR ? "a folder" : "no plain file"
      throw Failure(path: path, reason: "it is \(what); nothing was written over it")
    }
    if isThere, faccessat(folder, place.name, W_OK, 0) != 0 {
      throw Failure(path: path, reason: FileBytes.reason(errno))
    }
    var number = 0
    var descriptor: Int32 = -1
    var name = ""
    repeat {
      name = ".\(place.name).\(getpid()).\(number).new"
      number += 1
      descriptor = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    } while descriptor < 0 && errno == EEXIST && number < 1000
    temporary = name
    guard descriptor >= 0 else { throw Failure(path: path, reason: FileBytes.reason(errno)) }
    var failure = FileReplacement.write(bytes, to: descriptor)
    if failure == 0, isThere, fchmod(descriptor, state.st_mode & 0o7777) != 0 { failure = errno }
    if failure == 0, fsync(descriptor) != 0, errno != EINVAL { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure != 0 {
      unlinkat(folder, temporary, 0)
      throw Failure(path: path, reason: FileBytes.reason(failure))
    }
  }

  /// Puts it into its place.
  public func commit() throws(Failure) {
    let folder = place.folder.number
    guard renameat(folder, temporary, folder, place.name) == 0 else {
      let failure = Failure(path: path, reason: FileBytes.reason(errno))
      unlinkat(folder, temporary, 0)
      throw failure
    }
  }

  /// Takes it away again.
  public func discard() { unlinkat(place.folder.number, temporary, 0) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count, let base = buffer.baseAddress {
        let count = Foundation.write(descriptor, base + start, buffer.count - start)
        if count >= 0 { start += count } else if errno != EINTR { return errno }
      }
      return 0
    }
  }

  /// What a link points at, whether that is there or not.
  private static func target(of path: String) -> String {
    if let resolved = realpath(path, nil) {
      defer { free(resolved) }
      return String(cString: resolved)
    }
    var target = path
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    // The system itself follows no more links than this.
    for _ in 0..<40 {
      let count = readlink(target, &buffer, buffer.count)
      guard count > 0 else { break }
      let link = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      target = link.hasPrefix("/") ? link : parts(of: target).folder + link
    }
    return target
  }

  /// The folder with its slash, and the name in it.
  private static func parts(of path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
  }
}
