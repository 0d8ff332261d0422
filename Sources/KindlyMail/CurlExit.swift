// What curl's exit codes (`man curl`, EXIT CODES) say of a letter that it was to hand in: the one table. How far the talk
// with the server came is read from curl's record of it, by SMTPTalk; the code decides alone where there is no record.
// Invariant: a code is listed under what precedes the handover only if curl gives it for nothing that can come later.

/// What an exit code of curl is about.
enum CurlExit: Equatable {
  case success
  /// The name and password were not taken.
  case login
  /// There is no TLS, or the server is not who it says.
  case noSafeConnection
  /// The server was never reached.
  case noConnection
  /// The connection ended, or took too long, at any point.
  case brokenOff
  /// curl refused to begin: an option, the address or a missing part of its own.
  case misused(Int32)
  /// Any other code, which may come at any point.
  case unlisted(Int32)

  init(_ ending: ChildProcess.Ending) {
    switch ending {
    case .killed, .timedOut, .stopped: self = .brokenOff
    case .exited(let code):
      switch code {
      case 0: self = .success
      case 67: self = .login
      case 35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91: self = .noSafeConnection
      case 5, 6, 7, 45: self = .noConnection
      case 8, 16, 18, 28, 52, 55, 56, 92: self = .brokenOff
      case 1, 2, 3, 4, 41, 48: self = .misused(code)
      default: self = .unlisted(code)
      }
    }
  }

  /// Whether nothing can have left, whatever else is known.
  var precedesHandover: Bool {
    switch self {
    case .login, .noConnection, .misused: true
    // TLS may fail in the middle of a talk as well.
    case .noSafeConnection, .success, .brokenOff, .unlisted: false
    }
  }
}
