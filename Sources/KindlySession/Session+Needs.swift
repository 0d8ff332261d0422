// `kindly check --effects`: what a script would use besides the store, with the options that give it. What it says by name
// is listed; what it makes a name of as it runs is said to be so.

import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyStore

extension Session {
  /// A line for each thing that a program needs, in the order in which it says so; that of a used file comes first.
  func needs(of program: CheckedProgram) throws -> [String] {
    let permissions = host.permissions(of: .script)
    var lines: [String] = []
    for need in (program.modules + [program.unit]).flatMap(\.needs) {
      let line = Printable.line(try Self.words(for: need, permissions, kinds: approvableKinds))
      if !lines.contains(line) { lines.append(line) }
    }
    if program.unit.effects.contains(.sends) { lines.append("hands approved messages to the transport") }
    return lines.isEmpty ? [] : ["it needs:"] + lines.map { "  " + $0 }
  }

  private func approvableKinds() throws -> [String] {
    guard case .list(let kinds) = try host.value(.me, Store.meRow, "approve") else { return [] }
    return kinds.compactMap { if case .enumeration(let kind, let number) = $0 { kind.cases[number] } else { nil } }
  }

  private static func words(
    for need: Need, _ permissions: Permissions, kinds: () throws -> [String]
  ) throws -> String {
    func with(_ option: String, unless isAllowed: Bool) -> String { isAllowed ? "" : ": \(option)" }
    switch need {
    case .reads(let path?):
      return "reads \(path)" + with(permissions.option(toRead: path), unless: permissions.mayRead(path))
    case .reads(nil):
      return "reads files whose names it computes: --allow-read DIR if one is outside the working folder"
    case .readsMail(let path?):
      return "reads mail in \(path)" + with(permissions.option(toRead: path), unless: permissions.mayReadMail(path))
    case .readsMail(nil):
      return "reads mail in folders whose names it computes: --allow-read DIR if one is outside the working folder"
    case .readsOwnMail: return "reads the mailboxes of `me.inbox`"
    case .writes(let path?):
      return "writes \(path)" + with(permissions.option(toWrite: path), unless: permissions.mayWrite(path))
    case .writes(nil):
      return "writes files whose names it computes: --allow-write DIR if one is outside the working folder"
    case .variable(let name?):
      return "reads the variable \(name)" + with(Permissions.option(toAsk: name), unless: permissions.mayAsk(name))
    case .variable(nil): return "reads variables whose names it computes: --allow-env NAME for each"
    case .approves:
      let kinds = try kinds()
      return kinds.isEmpty
        ? "approves messages, but may approve none: `me.approve` is empty"
        : "approves messages of the kinds in `me.approve`: \(kinds.joined(separator: ", "))"
    }
  }
}
