// Who declares in a run, for the store: the name of the source, and the interviews that its text alone shows it to
// declare. A declaration whose company, role and time are literals can be known before it runs; others are known when they
// have run. What follows from it is the store's.

import Foundation
import KindlyCatalog
import KindlyMachine
import KindlySource
import KindlyStore
import KindlySyntax
import KindlyTime

extension Session {
  /// - Parameter name: as the run was given it: a path, or `<stdin>`.
  func declaringSource(of program: CheckedProgram, name: String, _ origin: Origin) -> DeclaringSource {
    let claims = { [unowned self, host] in
      (program.modules + [program.unit]).flatMap { Session.claims($0.tree, environment.interner, zone: host.zone) }
    }
    switch origin {
    case .entry: return DeclaringSource(name: "", isTyped: true, claims: claims)
    case .script: return DeclaringSource(name: Session.sourceName(name), isTyped: false, claims: claims)
    }
  }

  /// The same for a file by whatever path it is run.
  private static func sourceName(_ name: String) -> String {
    if name.hasPrefix("<") { return name }
    if let found = realpath(name, nil) {
      defer { free(found) }
      return String(cString: found)
    }
    return name.hasPrefix("/") ? name : FileManager.default.currentDirectoryPath + "/" + name
  }

  private static func claims(_ tree: Tree, _ interner: Interner, zone: ZoneID) -> [InterviewClaim] {
    // What a test declares is not declared in a run.
    let tests = tree.nodes.filter { $0.kind == .test }.map { $0.start..<$0.end }
    return tree.nodes.compactMap { node in
      guard node.kind == .noun, !tests.contains(where: { $0.contains(node.start) }) else { return nil }
      let declaration = tree.declarations[Int(node.a)]
      guard interner.text(declaration.noun.symbol) == Noun.interview.word else { return nil }
      if let handle = declaration.handle { return .handle(interner.text(handle.symbol)) }
      func value(_ word: String, _ field: String) -> Node? {
        if let found = declaration.prepositions.first(where: { interner.text($0.word.symbol) == word })?.values.first {
          return tree[found]
        }
        return declaration.fields.first { interner.text(Symbol(rawValue: tree[$0].a)) == field }.map {
          tree[NodeID(tree[$0].b)]
        }
      }
      let role = tree[declaration.headline]
      guard role.kind == .text, let company = value("at", "company"), company.kind == .text,
        let starts = value("on", "starts").flatMap({ moment($0, tree, zone: zone) })
      else { return nil }
      return .content(company: tree.texts[Int(company.a)], role: tree.texts[Int(role.a)], starts: starts)
    }
  }

  /// What a literal means; nil for anything else.
  private static func moment(_ node: Node, _ tree: Tree, zone: ZoneID) -> DateTime? {
    func date(_ bits: UInt32) -> CivilDate { CivilDate(trusted: Int(Int32(bitPattern: bits))) }
    switch node.kind {
    case .dateTime:
      let named = node.c == 0 ? zone : ZoneID(named: tree.texts[Int(node.c) - 1])
      return named.flatMap { try? DateTime(date(node.a), TimeOfDay(trusted: Int(node.b)), zone: $0) }
    case .atTime:
      let (day, time) = (tree[NodeID(node.a)], tree[NodeID(node.b)])
      guard day.kind == .date, time.kind == .time else { return nil }
      return try? DateTime(date(day.a), TimeOfDay(trusted: Int(time.a)), zone: zone)
    default: return nil
    }
  }
}
