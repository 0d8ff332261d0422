// The file that a copy of the store is written into until it is whole: hidden, in the folder that the copy goes to, and
// locked by whoever writes it. A process that is killed loses its lock, and the next copy into that folder takes away what it
// left. Leaves what is in the file to Store+Backup.
// Invariant: no file of this kind stays for longer than until the next copy.

import Foundation

struct UnfinishedCopy {
  /// Where it is written.
  let path: String
  private let lock: Int32

  /// Makes an empty file (0600) beside the target, and its folder (0700) where that is missing.
  init(of target: String) throws(StoreError) {
    let folder = (target as NSString).deletingLastPathComponent
    Self.sweep(folder)
    var path = ""
    var lock: Int32 = -1
    // Between the making and the locking of a file another process may take it for one that was left.
    for number in 0..<1000 where lock < 0 {
      path = folder + "/" + Self.prefix + "\(getpid()).\(number)"
      do {
        guard access(path, F_OK) != 0 else { continue }
        try StoreFile.create(path)
      } catch {
        throw .cannotCopy(path: target, reason: error.reason)
      }
      lock = Self.descriptor(of: path, isLocked: false)
    }
    guard lock >= 0 else { throw .cannotCopy(path: target, reason: "its folder has no room for another file") }
    (self.path, self.lock) = (path, lock)
  }

  /// Gives it the target's name; false where a file has that already and is not to be replaced.
  func take(place target: String, isOverwriting: Bool) throws(StoreError) -> Bool {
    if isOverwriting {
      guard rename(path, target) != 0 else { return true }
    } else {
      // Unlike a renaming, a link never replaces anything.
      if link(path, target) == 0 { return true }
      if errno == EEXIST { return false }
      // Some file systems have no links.
      if access(target, F_OK) != 0, rename(path, target) == 0 { return true }
    }
    throw .cannotCopy(path: target, reason: String(cString: strerror(errno)).lowercased())
  }

  /// Takes it away, if it did not become the copy.
  func end() {
    Self.remove(path)
    close(lock)
  }

  // MARK: - What was left

  private static let prefix = ".kindly-copy."
  private static let sides = ["", "-journal", "-wal", "-shm"]

  private static func sweep(_ folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      guard name.wholeMatch(of: /\.kindly-copy\.\d+\.\d+/) != nil else { continue }
      let path = folder + "/" + name
      let lock = locked(path)
      guard lock >= 0 else { continue }
      remove(path)
      close(lock)
    }
  }

  private static func remove(_ path: String) {
    for side in sides { unlink(path + side) }
  }

  /// The lock of a file that nobody else holds, and that is still there.
  private static func locked(_ path: String) -> Int32 { descriptor(of: path, isLocked: true) }

  /// The same; where the file system has no locks and none is asked for, the file without one.
  private static func descriptor(of path: String, isLocked: Bool) -> Int32 {
    let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return -1 }
    let hasLock = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    let isFree = hasLock || !isLocked && errno != EWOULDBLOCK
    var (opened, named) = (stat(), stat())
    if isFree, fstat(descriptor, &opened) == 0, stat(path, &named) == 0, opened.st_ino == named.st_ino,
      opened.st_dev == named.st_dev
    {
      return descriptor
    }
    close(descriptor)
    return -1
  }
}

extension StoreError {
  /// Why a file cannot be made, where another sentence says which.
  fileprivate var reason: String {
    if case .cannotCreate(_, let reason) = self { return reason }
    return message
  }
}
