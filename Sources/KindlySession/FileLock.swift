// A lock that only one process holds: on a file of its own, given back by the system when the process ends, however it
// ends.

import Foundation

struct FileLock {
  private let descriptor: Int32

  /// Nil where another process holds the lock for longer than `wait` seconds or until `isStopped` says so, or the file
  /// cannot be made (0600).
  init?(path: String, wait: Double, isStopped: () -> Bool = { false }) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    let end = ContinuousClock.now + .seconds(wait)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR, ContinuousClock.now < end, !isStopped() else {
        close(descriptor)
        return nil
      }
      usleep(5_000)
    }
    self.descriptor = descriptor
  }

  /// The lock of whoever hands over the letters of a store, and of whoever replaces that store.
  static func outbox(of store: String, wait: Double, isStopped: () -> Bool) -> FileLock? {
    FileLock(path: store + "-outbox", wait: wait, isStopped: isStopped)
  }

  func release() { close(descriptor) }
}
