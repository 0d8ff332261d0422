// Reads a program: the file that was asked for and every file that it uses, each parsed once however many ways lead to
// it. Names and types are the checker's. The invariant: what a file uses stands before it in `files`.

import KindlyChecker
import KindlyDiagnostics
import KindlySource
import KindlySyntax

struct ModuleLoader {
  /// One file of a program.
  struct File {
    let source: SourceFile
    let parsed: ParseResult
    /// What each `use` names: a place in `files`, or nil where it could not be read.
    var uses: [NodeID: Int?] = [:]
    /// What is wrong with the `use` statements themselves.
    var problems: [Diagnostic] = []
  }

  /// In the order in which they are checked: the file that was asked for is the last.
  private(set) var files: [File] = []

  private let reader: SourceFiles
  private let sources: SourceMap
  private let interner: Interner
  private let stop: StopSign
  /// Below what folders used files may be, besides that of the file that was asked for; nil for any.
  private let readable: [String]?
  /// The folder of the file that was asked for, and those.
  private var fence: Fence?
  private var known: [String: Int] = [:]
  /// The files that are being read, outermost first.
  private var way: [(identity: String, name: String)] = []

  static let maximumDepth = 256

  init(reader: SourceFiles, sources: SourceMap, interner: Interner, stop: StopSign, readable: [String]? = nil) {
    self.readable = readable
    self.stop = stop
    self.reader = reader
    self.sources = sources
    self.interner = interner
  }

  /// Reads the program that begins with a file.
  mutating func load(_ root: SourceFile) {
    if let readable, let folder = reader.place(folder(of: root.name)) { fence = Fence([folder] + readable) }
    _ = load(root, identity: reader.identity(root.name) ?? root.name)
  }

  /// What the paths of a file begin at; those of standard input and of an entry at the working folder.
  private func folder(of name: String) -> String { name.hasPrefix("<") ? "" : reader.folder(name) }

  private mutating func load(_ source: SourceFile, identity: String) -> Int {
    way.append((identity, source.name))
    defer { way.removeLast() }
    var file = File(source: source, parsed: Parser.parse(source, interner: interner, stop: stop))
    let tree = file.parsed.tree
    for node in tree.statements where tree[node].kind == .use {
      let path = tree.texts[Int(tree[node].a)]
      do {
        file.uses[node] = try find(path, from: source.name, at: tree.span(node))
      } catch {
        file.uses[node] = .some(nil)
        // Where the path is no plain text the parser has said so.
        if !path.isEmpty || file.parsed.errors.isEmpty { file.problems.append(error.diagnostic) }
      }
    }
    files.append(file)
    known[identity] = files.count - 1
    return files.count - 1
  }

  private mutating func find(_ path: String, from user: String, at span: Span) throws(ModuleError) -> Int {
    let folder = folder(of: user)
    let name = Path.join(folder, path)
    let place = fence == nil || path.isEmpty ? nil : reader.place(name)
    // Of what is outside not even whether it is there is told.
    if let fence, let place, case .outside? = fence.trouble(place) {
      throw ModuleError(kind: .outside(path, folder: Path.folder(of: place)), span: span)
    }
    guard !path.isEmpty, let identity = reader.identity(name) else {
      throw ModuleError(kind: .missing(path, nearest: reader.nearest(to: path, in: folder)), span: span)
    }
    if let start = way.firstIndex(where: { $0.identity == identity }) {
      throw ModuleError(kind: .cycle(way[start...].map(\.name) + [way[start].name]), span: span)
    }
    if let index = known[identity] { return index }
    guard way.count < ModuleLoader.maximumDepth else {
      throw ModuleError(kind: .tooDeep(ModuleLoader.maximumDepth), span: span)
    }
    let bytes: [UInt8]
    let read = if let fence, let place { fence.read(place) } else { reader.read(name) }
    switch read {
    case .success(let read): bytes = read
    case .failure(.missing): throw ModuleError(kind: .missing(path, nearest: []), span: span)
    case .failure(.outside):
      throw ModuleError(kind: .outside(path, folder: Path.folder(of: place ?? name)), span: span)
    case .failure(.folder): throw ModuleError(kind: .folder(path), span: span)
    case .failure(.unreadable(let reason)): throw ModuleError(kind: .unreadable(path, reason: reason), span: span)
    }
    let source: SourceFile
    do {
      source = try sources.add(name: name, bytes: bytes)
    } catch {
      throw ModuleError(kind: .notUTF8(path, offset: error.offset), span: span)
    }
    return load(source, identity: identity)
  }
}
