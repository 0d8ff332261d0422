// Room on the stack for a source that nests to its limit: checking and compiling go as deep as it does. Linux lets a
// program raise the limit of its first thread while it runs, and keeps 128 MB free below it.

import Foundation

enum Stack {
  /// Enough for 256 levels with the largest frames, those of a build for debugging.
  static let bytes: rlim_t = 64 << 20

  static func deepen() {
    #if os(Linux)
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) == 0, limit.rlim_cur < bytes else { return }
      limit.rlim_cur = min(bytes, limit.rlim_max)
      setrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit)
    #endif
  }
}
