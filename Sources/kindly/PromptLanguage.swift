// Kindly as the terminal knows it: whether an entry is whole, its colours, its completions, and running it.

import KindlyMachine
import KindlyREPL
import KindlySession

final class PromptLanguage: ReplLanguage {
  private let session: Session
  private let limit: RunLimit

  init(session: Session, limit: RunLimit) { (self.session, self.limit) = (session, limit) }

  func isComplete(_ text: String) -> Bool { session.isComplete(text) }

  func highlight(_ text: String) -> [StyledSpan] {
    session.highlights(text).map { StyledSpan($0.range, PromptLanguage.style($0.role)) }
  }

  func complete(_ text: String, at offset: Int) -> CompletionList {
    let found = session.completions(text, at: offset)
    return CompletionList(
      range: found.range, candidates: found.candidates.map { KindlyREPL.Completion($0.text, detail: $0.detail) })
  }

  func evaluate(_ text: String) -> EvaluationResult {
    Interrupts.duringEntry(limit) {
      _ = session.run(name: "<prompt>", bytes: Array(text.utf8), origin: .entry)
    }
    return .ok
  }

  private static func style(_ role: Highlight.Role) -> ReplStyle {
    switch role {
    case .keyword: .keyword
    case .noun: .noun
    case .function: .function
    case .handle: .handle
    case .text: .text
    case .number: .number
    case .date: .date
    case .comment: .comment
    case .sign: .operator
    case .error: .error
    }
  }
}
