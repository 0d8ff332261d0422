// Files below given folders and nowhere else, whatever links lie on the way and whoever puts new ones there meanwhile. A
// path is walked name by name from the folder's own descriptor; no name is followed by the system: a link is read and
// walked like the rest, so that it leads out only where it leads into another of the folders. What is found is a folder's
// descriptor and a name in it, and that is what is opened or replaced.

import Foundation
import KindlyCatalog

/// A descriptor that is closed with its last owner.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }
}

/// A name in a folder that is held open.
struct FilePlace: Sendable {
  let folder: Descriptor
  let name: String
}

struct Fence: Sendable {
  enum Trouble: Error {
    /// The path leads out of the folders.
    case outside
    case missing
    /// Why, in the system's words.
    case unreadable(String)
  }

  private struct Root {
    /// As it was given, and as the system calls it.
    let names: [[String]]
    let folder: Descriptor
  }

  /// The folders, as absolute paths. One that is not there holds nothing.
  let folders: [String]

  init(_ folders: [String]) { self.folders = folders }

  // MARK: - Using

  /// The bytes of a plain file; never those of a pipe or a device, which could be waited for without end.
  func read(_ path: String) -> Result<[UInt8], FileBytes.Trouble> {
    do throws(Trouble) {
      let file = try open(path)
      var state = stat()
      guard fstat(file.number, &state) == 0 else { return .failure(.unreadable(FileBytes.reason(errno))) }
      switch state.st_mode & S_IFMT {
      case S_IFREG: return FileBytes.read(file.number)
      case S_IFDIR: return .failure(.folder)
      default: return .failure(.unreadable("it is not a regular file"))
      }
    } catch {
      switch error {
      case .outside: return .failure(.outside)
      case .missing: return .failure(.missing)
      case .unreadable(let reason): return .failure(.unreadable(reason))
      }
    }
  }

  /// What keeps a path from being found, if anything does.
  func trouble(_ path: String) -> Trouble? {
    do throws(Trouble) {
      _ = try find(path)
      return nil
    } catch {
      return error
    }
  }

  /// A file or a folder, opened for reading.
  func open(_ path: String) throws(Trouble) -> Descriptor {
    // Where a link was put there after it was looked at, it is looked at again.
    for _ in 0..<Fence.patience {
      let place = try find(path)
      let found = openat(
        place.folder.number, place.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
      if found >= 0 { return Descriptor(found) }
      if errno == ELOOP || errno == EMLINK { continue }
      throw Fence.trouble(errno)
    }
    throw .unreadable(FileBytes.reason(ELOOP))
  }

  private static let patience = 100
  /// The system itself follows no more links than this.
  private static let mostLinks = 40

  // MARK: - Walking

  /// The folder and the name that a path leads to, whether or not something is there; its last name is no link.
  func find(_ path: String) throws(Trouble) -> FilePlace {
    guard !path.utf8.contains(0) else { throw .missing }
    let roots = folders.compactMap(Fence.root)
    var rest = Permissions.parts(path)
    var (here, stack) = try enter(&rest, roots)
    var links = 0
    while let name = rest.first {
      rest.removeFirst()
      if name == ".." {
        if stack.count > 1 {
          stack.removeLast()
          here.removeLast()
        } else {
          rest.insert(contentsOf: here.dropLast(), at: 0)
          (here, stack) = try enter(&rest, roots)
        }
        continue
      }
      let folder = stack[stack.count - 1]
      if let link = Fence.link(name, in: folder) {
        links += 1
        guard links <= Fence.mostLinks else { throw .unreadable(FileBytes.reason(ELOOP)) }
        rest.insert(contentsOf: Fence.names(link), at: 0)
        if link.hasPrefix("/") { (here, stack) = try enter(&rest, roots) }
        continue
      }
      if rest.isEmpty { return FilePlace(folder: folder, name: name) }
      let found = openat(folder.number, name, Fence.folderFlags | O_NOFOLLOW)
      if found < 0 {
        let number = errno
        // A link was put there meanwhile.
        if number == ELOOP || number == EMLINK || Fence.link(name, in: folder) != nil {
          links += 1
          guard links <= Fence.mostLinks else { throw .unreadable(FileBytes.reason(ELOOP)) }
          rest.insert(name, at: 0)
          continue
        }
        throw Fence.trouble(number)
      }
      stack.append(Descriptor(found))
      here.append(name)
    }
    return FilePlace(folder: stack[stack.count - 1], name: ".")
  }

  /// Begins at the innermost of the folders that holds an absolute path; `rest` becomes what is below it.
  private func enter(
    _ rest: inout [String], _ roots: [Root]
  ) throws(Trouble) -> (here: [String], stack: [Descriptor]) {
    // Above the folders nothing is looked at: `..` in an absolute link is resolved by the names alone.
    let wanted = Permissions.parts(rest.joined(separator: "/"))
    var best: (root: Root, names: [String])?
    for root in roots {
      for names in root.names where wanted.starts(with: names) && names.count >= best?.names.count ?? 0 {
        best = (root, names)
      }
    }
    guard let best else { throw .outside }
    rest = Array(wanted.dropFirst(best.names.count))
    return (best.root.names[best.root.names.count - 1], [best.root.folder])
  }

  /// A folder that the user has named: its own links are followed.
  private static func root(_ path: String) -> Root? {
    let found = Foundation.open(path, folderFlags)
    guard found >= 0 else { return nil }
    var names = [Permissions.parts(path)]
    if let resolved = realpath(path, nil) {
      names.append(Permissions.parts(String(cString: resolved)))
      free(resolved)
    }
    return Root(names: names, folder: Descriptor(found))
  }

  /// What a link says; nil for anything else.
  private static func link(_ name: String, in folder: Descriptor) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlinkat(folder.number, name, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The names that a link says, in their order.
  private static func names(_ link: String) -> [String] {
    var names: [String] = []
    for name in link.split(separator: "/") where name != "." { names.append(String(name)) }
    return names
  }

  private static func trouble(_ number: Int32) -> Trouble {
    number == ENOENT || number == ENOTDIR ? .missing : .unreadable(FileBytes.reason(number))
  }

  /// A folder to walk on from; Linux needs no right to list it for that.
  static var folderFlags: Int32 {
    #if os(Linux)
      O_DIRECTORY | O_CLOEXEC | 0o10000000
    #else
      O_RDONLY | O_DIRECTORY | O_CLOEXEC
    #endif
  }
}
