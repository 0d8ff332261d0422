// A page for each diagnostic code: what it means, an example, the repair. The pages are files in docs/errors, embedded
// in `ErrorPageSources.swift`; they are the table of all codes there are. Nothing here is touched by a run.

import KindlyDiagnostics

public struct ErrorPage: Sendable {
  public let code: Code
  /// The page as Markdown.
  public let text: String

  /// The sentence in its title.
  public var title: String {
    let line = text.prefix { $0 != "\n" }
    return line.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
  }
}

public enum ErrorPages {
  /// Every page, in the order of the codes.
  public static var all: [ErrorPage] { ErrorPageSources.pages.map { ErrorPage(code: Code($0.code), text: $0.text) } }

  public static func page(_ code: Code) -> ErrorPage? { all.first { $0.code == code } }

  /// The page that a user asks for with `K0204`, `k204` or `204`.
  ///
  /// - Throws: `SessionFailure` (2), which names the nearest codes.
  public static func page(named text: String) throws(SessionFailure) -> ErrorPage {
    guard let code = Code(text) else {
      throw SessionFailure(
        exit: .usage, message: "kindly: `\(Printable.line(text))` is no code; codes are written as K0204")
    }
    if let page = page(code) { return page }
    let near = all.map(\.code).sorted { distance($0, code) < distance($1, code) }.prefix(2).sorted {
      $0.number < $1.number
    }
    throw SessionFailure(
      exit: .usage,
      message: "kindly: there is no code \(code); the nearest are \(near.map(\.description).joined(separator: " and "))"
    )
  }

  private static func distance(_ a: Code, _ b: Code) -> Int { abs(Int(a.number) - Int(b.number)) }
}
