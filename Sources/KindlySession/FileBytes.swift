// Files as bytes, read whole. What the bytes mean, and what is said where a file cannot be read, is the business of those
// who ask; how a file is written stands in FileReplacement.swift.

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
