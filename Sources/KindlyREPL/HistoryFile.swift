// The history on disk: one encoded entry a line, readable by its owner only. Sessions that run at the
// same time share it: each appends under a lock and none rewrites what it has not read. A history
// that cannot be read or written is no error of the user's: the session goes on without.

import CEditLine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct HistoryFile {
  let path: String

  /// The entries, oldest first. A file with many more than `limit` is shortened to the newest.
  func load(keeping limit: Int) -> [String] {
    guard let descriptor = openLocked() else { return [] }
    defer { close(descriptor) }
    let lines = String(decoding: readAll(descriptor), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: true)
    if lines.count > 2 * limit { shorten(to: lines.suffix(limit)) }
    return lines.map { HistoryEncoding.decode($0) }
  }

  /// Adds one entry at the end.
  func append(_ entry: String) {
    guard let descriptor = openLocked() else { return }
    defer { close(descriptor) }
    writeAll(Array((HistoryEncoding.encode(entry) + "\n").utf8), to: descriptor)
  }

  /// The file, created if need be, locked and certain to be the one that bears the name.
  private func openLocked() -> Int32? {
    createFolder()
    for _ in 0..<8 {
      let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
      if descriptor < 0 { return nil }
      var mine = stat()
      var named = stat()
      if flock(descriptor, LOCK_EX) == 0, fstat(descriptor, &mine) == 0, stat(path, &named) == 0,
        mine.st_ino == named.st_ino, mine.st_dev == named.st_dev
      {
        if mine.st_mode & 0o077 != 0, mine.st_mode & S_IFMT == S_IFREG { _ = fchmod(descriptor, 0o600) }
        return descriptor
      }
      close(descriptor)  // another session put a shortened file in its place
    }
    return nil
  }

  /// Makes the folders on the way, for their owner only, where they are missing.
  private func createFolder() {
    for slash in path.indices.dropFirst() where path[slash] == "/" {
      _ = mkdir(String(path[..<slash]), 0o700)
    }
  }

  /// Puts a file with these lines in the place of the locked one.
  private func shorten(to lines: ArraySlice<Substring>) {
    let temporary = path + ".\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor < 0 { return }
    let isWhole = writeAll(Array((lines.joined(separator: "\n") + "\n").utf8), to: descriptor)
    close(descriptor)
    if !isWhole || rename(temporary, path) != 0 { unlink(temporary) }
  }
}
