// A file that the user names: its bytes, or what is wrong with it in words and an exit code.

import Foundation
import KindlyDiagnostics

public enum SourceReader {
  public static func read(_ path: String) -> Result<[UInt8], SessionFailure> {
    FileBytes.read(path).mapError { trouble in
      let shown = "`\(Printable.line(path))`"
      return switch trouble {
      case .missing: SessionFailure(exit: .noInput, message: "kindly: there is no file \(shown)")
      case .outside: SessionFailure(exit: .io, message: "kindly: \(shown) is outside the folders that may be read")
      case .folder: SessionFailure(exit: .noInput, message: "kindly: \(shown) is a folder, not a file")
      case .unreadable(let reason): SessionFailure(exit: .io, message: "kindly: cannot read \(shown): \(reason)")
      }
    }
  }

  /// Whether a name found in a folder is a file: a pipe that lies there would be waited for.
  public static func isPlain(_ path: String) -> Bool {
    var state = stat()
    return stat(path, &state) == 0 && state.st_mode & S_IFMT == S_IFREG
  }

  public static func readStandardInput() -> Result<[UInt8], SessionFailure> {
    FileBytes.readStandardInput().mapError { trouble in
      let reason = if case .unreadable(let reason) = trouble { reason } else { "it is a folder" }
      return SessionFailure(exit: .io, message: "kindly: cannot read standard input: \(reason)")
    }
  }
}

extension SessionFailure {
  /// A file that could not be written.
  public init(_ failure: FileReplacement.Failure) {
    self.init(exit: .io, message: "kindly: cannot write `\(Printable.line(failure.path))`: \(failure.reason)")
  }
}
