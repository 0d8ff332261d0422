// Reads source files and replaces files whole: the two ends of a run that touch the file system beside the store.

import Foundation
import KindlyDiagnostics

public enum SourceReader {
  /// The bytes of a file; a failure that names it where it is not there, is a folder, or cannot be read.
  public static func read(_ path: String) -> Result<[UInt8], SessionFailure> {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      return .failure(SessionFailure(exit: .noInput, message: "kindly: there is no file `\(Printable.line(path))`"))
    }
    if isFolder.boolValue {
      return .failure(
        SessionFailure(exit: .noInput, message: "kindly: `\(Printable.line(path))` is a folder, not a file"))
    }
    do {
      return .success(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
    } catch {
      let reason = (error as NSError).localizedDescription
      return .failure(
        SessionFailure(exit: .noInput, message: "kindly: cannot read `\(Printable.line(path))`: \(reason)"))
    }
  }
}

enum FileWriter {
  /// Writes a file whole: a temporary one beside it, renamed when it is complete. Never over a folder.
  static func replace(_ path: String, with bytes: [UInt8]) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw SessionFailure(
        exit: .io, message: "kindly: `\(Printable.line(path))` is a folder; nothing was written over it")
    }
    // A link stays a link, and a script that may be run stays one.
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let mode = try? FileManager.default.attributesOfItem(atPath: target.path)[.posixPermissions]
    do {
      try Data(bytes).write(to: target, options: .atomic)
      if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: target.path) }
    } catch {
      let reason = (error as NSError).localizedDescription
      throw SessionFailure(exit: .io, message: "kindly: cannot write `\(Printable.line(path))`: \(reason)")
    }
  }
}
