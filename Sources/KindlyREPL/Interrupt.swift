// The one word a signal handler and a running program share: has the user asked to stop?
// The handler only stores to it; who runs the program polls it and decides what stopping means.

import CEditLine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// C-c, as a question a running program can ask between two steps.
public enum Interrupt {
  nonisolated(unsafe) private static let word: UnsafeMutablePointer<Int32> = {
    let word = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    word.initialize(to: 0)
    return word
  }()

  /// Whether the user has asked to stop since `clear`. Cheap enough for every loop.
  public static var isRequested: Bool { ce_load(word) != 0 }

  /// Asks to stop; may be called from a signal handler or any thread once `clear` has been called.
  public static func request() { ce_store(word, 1) }

  /// Forgets an earlier request.
  public static func clear() { ce_store(word, 0) }

  /// Makes SIGINT a request from now on, for a program that runs without a session.
  public static func listen() {
    clear()
    _ = ce_handle_signal(SIGINT, { _ in Interrupt.request() }, nil)
    var wanted = sigset_t()
    sigemptyset(&wanted)
    sigaddset(&wanted, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
  }
}
