// What a source may not do because of whose word it is: change a trusted setting, or reach files and variables that it was
// not given. Where that is plain to see it is refused before anything runs; the host refuses the rest.

import KindlyCatalog
import KindlySyntax

extension Checker {
  /// A trusted setting is changed by the user alone; a test may, since nothing that it does leaves its store.
  func checkTrust(_ value: NodeID, of field: FieldSpec) {
    if !field.isStored, options.voice != .initFile { return report(.onlyInInitFile(field.name), at: value) }
    guard field.isTrusted, !options.voice.mayChangeTrusted, !isInTest else { return }
    report(.trustedSetting(field.name, written: written(value)), at: value)
  }

  /// A value that reads the same at the prompt, as it is written there; nil for any other.
  private func written(_ node: NodeID) -> String? {
    switch tree[node].kind {
    case .text: return WrittenLiteral.quoted(tree.texts[Int(tree[node].a)])
    case .nothing: return "nothing"
    case .name:
      guard case .enumeration(let enumeration, let number) = unit.resolutions[node.index] else { return nil }
      return enumeration.cases[number]
    case .list:
      var elements: [String] = []
      for element in tree.list(tree[node].a, tree[node].b) {
        guard let text = written(element) else { return nil }
        elements.append(text)
      }
      return "[" + elements.joined(separator: ", ") + "]"
    default: return nil
    }
  }

  // MARK: - Outside the store

  func need(_ need: Need) {
    if !isInTest, !unit.needs.contains(need) { unit.needs.append(need) }
  }

  /// What a call of a built-in reaches.
  func checkReach(_ function: GeneralFunction, _ arguments: some Collection<Argument>) {
    // A test reaches nothing.
    guard !isInTest else { return }
    guard case .node(let first)? = arguments.first else {
      if function == .inbox { need(.readsOwnMail) }
      return
    }
    switch function {
    case .importFile:
      need(.reads(text(first)))
      if let path = text(first), !options.permissions.mayRead(path) { refuseReading(path, at: first) }
    case .inbox:
      let paths = tree[first].kind == .list ? Array(tree.list(tree[first].a, tree[first].b)) : [first]
      for node in paths {
        need(.readsMail(text(node)))
        if let path = text(node), !options.permissions.mayReadMail(path) { refuseReading(path, at: node) }
      }
    case .env:
      need(.variable(text(first)))
      if let name = text(first), !options.permissions.mayAsk(name) {
        report(.variableNotGiven(name, option: Permissions.option(toAsk: name)), at: first)
      }
    case .print, .text, .format, .typeOf, .help, .history, .overlap: break
    }
  }

  /// A function without its call may be handed anything.
  func needSomething(of function: GeneralFunction) {
    switch function {
    case .importFile: need(.reads(nil))
    case .inbox: need(.readsMail(nil))
    case .env: need(.variable(nil))
    case .print, .text, .format, .typeOf, .help, .history, .overlap: break
    }
  }

  /// The file of `save`.
  func checkWriting(_ node: NodeID) {
    guard !isInTest else { return }
    need(.writes(text(node)))
    if let path = text(node), !options.permissions.mayWrite(path) {
      report(.outsideWriting(path, option: options.permissions.option(toWrite: path)), at: node)
    }
  }

  private func refuseReading(_ path: String, at node: NodeID) {
    report(.outsideReading(path, option: options.permissions.option(toRead: path)), at: node)
  }

  private func text(_ node: NodeID) -> String? {
    tree[node].kind == .text ? tree.texts[Int(tree[node].a)] : nil
  }
}
