// Where the files that a program uses are found: on the disk, or in a table in memory. Knows paths and bytes; what the
// bytes mean is nobody's business here.

import Foundation
import KindlyCatalog
import KindlyDiagnostics

public struct SourceFiles: Sendable {
  /// The one name of a file, whichever way leads to it; nil where there is none.
  let identity: @Sendable (String) -> String?
  let read: @Sendable (String) -> Result<[UInt8], FileBytes.Trouble>
  /// The names of the files in a folder, for "did you mean".
  let names: @Sendable (String) -> [String]
  /// The folder that a file's own paths are relative to.
  let folder: @Sendable (String) -> String
  /// Where a file is on the disk, as a path from its root; nil for files in memory.
  let place: @Sendable (String) -> String?

  /// The files of the disk; relative paths begin at `root`, or at the current folder.
  public static func disk(root: String = "") -> SourceFiles {
    @Sendable func full(_ path: String) -> String {
      if path.hasPrefix("/") || root.isEmpty { return path.isEmpty ? "." : path }
      return root + "/" + path
    }
    return SourceFiles(
      identity: { path in
        guard let resolved = realpath(full(path), nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
      },
      read: { FileBytes.read(full($0)) },
      names: { folder in (try? FileManager.default.contentsOfDirectory(atPath: full(folder))) ?? [] },
      folder: { path in
        // A script that is started by a link finds its files beside itself, not beside the link.
        var state = stat()
        if lstat(full(path), &state) == 0, state.st_mode & S_IFMT == S_IFLNK, let resolved = realpath(full(path), nil) {
          defer { free(resolved) }
          return Path.folder(of: String(cString: resolved))
        }
        return Path.folder(of: path)
      },
      place: { path in
        let path = full(path)
        let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        return "/" + Permissions.parts(whole).joined(separator: "/")
      })
  }

  /// Files in memory, by their paths. For tests.
  public static func memory(_ files: [String: String]) -> SourceFiles {
    SourceFiles(
      identity: { files[$0] == nil ? nil : $0 },
      read: { path in files[path].map { .success(Array($0.utf8)) } ?? .failure(.missing) },
      names: { folder in files.keys.filter { Path.folder(of: $0) == folder }.map { Path.name(of: $0) } },
      folder: { Path.folder(of: $0) }, place: { _ in nil })
  }

  /// What was probably meant by a path that leads nowhere: the names beside it that are near.
  func nearest(to path: String, in folder: String) -> [String] {
    let wanted = Path.name(of: path)
    let known = names(Path.folder(of: Path.join(folder, path))).filter { $0.hasSuffix(".kindly") }
    let near = known.contains(wanted + ".kindly") ? [wanted + ".kindly"] : Suggest.nearest(to: wanted, among: known)
    return near.map { Path.join(Path.folder(of: path), $0) }
  }
}

/// Paths as texts. An empty folder is the current one.
enum Path {
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// The path of a file as one in that folder would write it; `.` in it is left out, `..` is the file system's.
  static func join(_ folder: String, _ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }.joined(separator: "/")
    if path.hasPrefix("/") { return "/" + parts }
    if folder.isEmpty || folder == "." { return parts }
    return folder.hasSuffix("/") ? folder + parts : folder + "/" + parts
  }
}
