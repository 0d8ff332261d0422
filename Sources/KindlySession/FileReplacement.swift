// A file replaced whole: written beside the one it replaces, and put into its place by a renaming. A process that is killed
// in between loses its lock on what it was writing, and the next replacement of the same file takes that away.
// What the bytes mean, and what is said where it cannot be done, is the business of those who ask.

import Foundation

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
  private let unfinished: UnfinishedFile

  /// Where a path leads that the user names: through links, wherever they point.
  static func place(of path: String) throws(Failure) -> FilePlace {
    let (folder, name) = parts(of: target(of: path))
    let descriptor = open(folder.isEmpty ? "." : folder, Fence.folderFlags)
    guard descriptor >= 0 else { throw Failure(path: path, reason: FileBytes.reason(errno)) }
    return FilePlace(folder: Descriptor(descriptor), name: name)
  }

  /// Of what is in a place, which is called `path` where something fails.
  /// - Throws: `Failure`; nothing is left behind.
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
    guard let unfinished = UnfinishedFile(for: place) else {
      throw Failure(path: path, reason: FileBytes.reason(errno))
    }
    self.unfinished = unfinished
    let descriptor = unfinished.descriptor.number
    var failure = FileReplacement.write(bytes, to: descriptor)
    if failure == 0, isThere, fchmod(descriptor, state.st_mode & 0o7777) != 0 { failure = errno }
    if failure == 0, fsync(descriptor) != 0, errno != EINVAL { failure = errno }
    if failure != 0 {
      discard()
      throw Failure(path: path, reason: FileBytes.reason(failure))
    }
  }

  /// Puts it into its place.
  public func commit() throws(Failure) {
    let folder = place.folder.number
    guard renameat(folder, unfinished.name, folder, place.name) == 0 else {
      let failure = Failure(path: path, reason: FileBytes.reason(errno))
      discard()
      throw failure
    }
  }

  /// Takes it away again.
  public func discard() { unlinkat(place.folder.number, unfinished.name, 0) }

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

/// Files that are written beside those they will replace, until the run is certain.
public struct PendingFiles {
  private var files: [FileReplacement] = []
  /// The folders they are in, so that many files in one folder take one descriptor each, not two.
  private var folders: [FileIdentity: Descriptor] = [:]

  public init() {}

  /// A file that the user names.
  public mutating func prepare(_ path: String, _ bytes: [UInt8]) throws(SessionFailure) {
    try prepare(path, bytes, at: nil)
  }

  /// `place` is where a script may write it; a file that the user names is followed wherever its path leads.
  mutating func prepare(_ path: String, _ bytes: [UInt8], at place: FilePlace?) throws(SessionFailure) {
    do throws(FileReplacement.Failure) {
      let found = if let place { place } else { try FileReplacement.place(of: path) }
      files.append(try FileReplacement(at: shared(found), path: path, with: bytes))
    } catch {
      throw SessionFailure(error)
    }
  }

  private mutating func shared(_ place: FilePlace) -> FilePlace {
    guard let identity = FileIdentity(place.folder) else { return place }
    let folder = folders[identity] ?? place.folder
    folders[identity] = folder
    return FilePlace(folder: folder, name: place.name)
  }

  /// Puts them into their places. One that cannot be put there keeps no other from its own.
  public mutating func place() throws(SessionFailure) {
    var trouble: SessionFailure?
    for file in files {
      do {
        try file.commit()
      } catch {
        trouble = trouble ?? SessionFailure(error)
      }
    }
    (files, folders) = ([], [:])
    if let trouble { throw trouble }
  }

  public mutating func discard() {
    for file in files { file.discard() }
    (files, folders) = ([], [:])
  }
}

/// What is written into until it is whole, `.NAME.PID.NUMBER.new` beside the file NAME, locked by whoever writes it.
private struct UnfinishedFile {
  let name: String
  let descriptor: Descriptor

  /// Makes an empty one; nothing where the system refuses, which `errno` then explains.
  init?(for place: FilePlace) {
    let folder = place.folder.number
    Self.sweep(place)
    var refusal = EEXIST
    // Between the making and the locking of a file another process may take it for one that was left.
    for number in 0..<1000 where refusal == EEXIST {
      let name = ".\(place.name).\(getpid()).\(number).new"
      let descriptor = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        refusal = errno
        continue
      }
      let held = Descriptor(descriptor)
      guard Self.lock(held, name, in: folder) != .anothers else { continue }
      (self.name, self.descriptor) = (name, held)
      return
    }
    errno = refusal
    return nil
  }

  /// Takes away what killed processes left of this file.
  private static func sweep(_ place: FilePlace) {
    let folder = place.folder.number
    let listed = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard listed >= 0 else { return }
    guard let names = fdopendir(listed) else {
      close(listed)
      return
    }
    defer { closedir(names) }
    while let entry = readdir(names) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard isUnfinished(name, of: place.name) else { continue }
      let descriptor = openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if lock(Descriptor(descriptor), name, in: folder) == .ours { unlinkat(folder, name, 0) }
    }
  }

  private static func isUnfinished(_ name: String, of target: String) -> Bool {
    guard name.hasPrefix(".\(target)."), name.hasSuffix(".new") else { return false }
    let numbers = name.dropFirst(target.count + 2).dropLast(4)
    return numbers.wholeMatch(of: /[0-9]+\.[0-9]+/) != nil
  }

  private enum Lock {
    case ours
    /// Somebody holds the file, or it is no longer what has the name.
    case anothers
    /// The file system has no locks: nothing in it is ever taken for left.
    case impossible
  }

  private static func lock(_ file: Descriptor, _ name: String, in folder: Int32) -> Lock {
    guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else { return errno == EWOULDBLOCK ? .anothers : .impossible }
    var named = stat()
    let isNamed =
      fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && named.st_mode & S_IFMT == S_IFREG
      && FileIdentity(file) == FileIdentity(named)
    return isNamed ? .ours : .anothers
  }
}

/// By which a file or a folder is the same, however it was found.
private struct FileIdentity: Hashable {
  private let device: dev_t
  private let number: ino_t

  init(_ state: stat) { (device, number) = (state.st_dev, state.st_ino) }

  init?(_ file: Descriptor) {
    var state = stat()
    guard fstat(file.number, &state) == 0 else { return nil }
    self.init(state)
  }
}
