// `undo`, `redo` and `log`, as commands and as lines at the prompt. What an entry holds, and putting it back, is the
// store's.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource
import KindlyStore
import KindlySyntax
import KindlyTime

/// What is asked of the journal.
public enum JournalQuestion: Hashable, Sendable {
  case undo(Int)
  case redo(Int)
  /// How many entries to show.
  case log(Int?)

  /// A line at the prompt that is nothing but this: `undo`, `undo 3`, `log`.
  public init?(_ entry: String) {
    let words = entry.split(whereSeparator: \.isWhitespace)
    guard (1...2).contains(words.count) else { return nil }
    self.init(word: String(words[0]), count: words.count == 2 ? String(words[1]) : nil)
  }

  /// Nil for another word, and for a count that is no whole number above zero.
  public init?(word: String, count text: String?) {
    let count = text.flatMap { Int($0) }
    if text != nil, count.map({ $0 > 0 }) != true { return nil }
    switch word {
    case "undo": self = .undo(count ?? 1)
    case "redo": self = .redo(count ?? 1)
    case "log": self = .log(count)
    default: return nil
    }
  }
}

extension Session {
  public func answer(_ question: JournalQuestion) -> RunStatus {
    switch question {
    case .undo(let count): step(count, "undo", "undone") { try $0.undo() }
    case .redo(let count): step(count, "redo", "redone") { try $0.redo() }
    case .log(let limit):
      perform(.looking) { run in
        let rows = try host.store.journal(limit: limit ?? .max).map { row($0) }
        if rows.isEmpty, options.format == .table {
          run.say("nothing has been changed yet\n")
        } else {
          run.say(try Rendering(host: host).shown(.list(rows)))
        }
        return .success
      }
    }
  }

  /// All of the steps, or none.
  private func step(
    _ count: Int, _ word: String, _ done: String, _ work: (Store) throws -> JournalEntry?
  ) -> RunStatus {
    perform(.changing) { run in
      var entries: [JournalEntry] = []
      while entries.count < count, let entry = try work(host.store) { entries.append(entry) }
      guard entries.count == count else {
        let there =
          switch entries.count {
          case 0: "there is nothing to \(word)"
          case 1: "there is only 1 to \(word)"
          default: "there are only \(entries.count) to \(word)"
          }
        output.complain("kindly: \(there); nothing was changed\n")
        return .failure
      }
      guard options.format == .table else {
        run.say(try Rendering(host: host).shown(.list(entries.map { row($0, state: done) })))
        return .success
      }
      for entry in entries {
        run.say("\(done): \(Printable.line(entry.what)) (\(moment(entry)): \(Self.counts(entry)))\n")
      }
      return .success
    }
  }

  private func moment(_ entry: JournalEntry) -> String {
    guard let moment = try? DateTime(instant: Int(entry.at), zone: host.zone) else { return "" }
    return "\(moment.date) \(moment.time)"
  }

  private func row(_ entry: JournalEntry, state: String? = nil) -> Value {
    let at = try? DateTime(instant: Int(entry.at), zone: host.zone)
    return .record([
      Value.Field("entry", .int(entry.number)), Value.Field("at", at.map(Value.dateTime) ?? .nothing),
      Value.Field("what", .text(entry.what)), Value.Field("changes", .text(Self.counts(entry))),
      Value.Field("state", .text(state ?? (entry.isUndone ? "undone" : entry.hasDelivered ? "sent" : ""))),
    ])
  }

  private static func counts(_ entry: JournalEntry) -> String {
    [(entry.created, "new"), (entry.updated, "changed"), (entry.removed, "removed")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  /// What the journal calls a run: the script's path, or what was typed, in one line.
  static func title(of tree: Tree, _ sources: SourceMap, _ origin: Origin) -> String {
    guard let source = sources[tree.file] else { return "" }
    guard origin == .entry else { return source.name }
    let text = String(decoding: source.bytes, as: UTF8.self)
    let line = text.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
    return line.count > 200 ? line.prefix(199) + "…" : line
  }
}
