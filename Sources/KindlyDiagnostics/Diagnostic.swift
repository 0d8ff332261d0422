// What the user is told when something is wrong: data, without layout. Phases make these from their typed errors;
// the renderers lay them out and decide no content.

import KindlySource

public enum Severity: String, Sendable {
  case error, warning
}

/// A change of the source that would mend what a diagnostic complains of.
public struct FixIt: Hashable, Sendable {
  public let span: Span
  public let replacement: String

  public init(_ span: Span, _ replacement: String) {
    self.span = span
    self.replacement = replacement
  }
}

/// A further place in the source that explains the first one.
public struct Label: Hashable, Sendable {
  public let span: Span
  public let text: String

  public init(_ span: Span, _ text: String) {
    self.span = span
    self.text = text
  }
}

/// One line of the trail of calls.
public enum TrailStep: Hashable, Sendable {
  /// A call of a function, whose name is empty for a lambda, and where the call stands.
  case call(String, at: Span?)
  /// Calls that are left out; the function, where all are of one.
  case more(Int, of: String?)
}

public struct Diagnostic: Hashable, Sendable {
  /// The stable code, such as `K0204`.
  public let code: Code
  public let severity: Severity
  /// One sentence in the user's words, without a full stop.
  public let message: String
  /// Where; `nil` for what has no place in a source, such as a store that cannot be opened.
  public let span: Span?
  /// What stands beside the carets: usually what to write instead.
  public var label: String
  public var others: [Label]
  /// Lines below the source, each opened by `=`.
  public var notes: [String]
  /// One repair that is certain: all of these together.
  public var fixIts: [FixIt]
  /// The calls under way when it happened, innermost first.
  public var trail: [TrailStep]
  /// Of one that says nothing itself: how many of its severity it stands for.
  public private(set) var further = 0

  public init(
    _ code: Code, _ message: String, at span: Span?, label: String = "", others: [Label] = [], notes: [String] = [],
    fixIts: [FixIt] = [], trail: [TrailStep] = []
  ) {
    self.code = code
    self.severity = code.isWarning ? .warning : .error
    self.message = message
    self.span = span
    self.label = label
    self.others = others
    self.notes = notes
    self.fixIts = fixIts
    self.trail = trail
  }

  /// What stands for errors, or warnings, of which there are too many to be told one by one.
  public static func further(_ count: Int, _ severity: Severity) -> Diagnostic {
    var made = Diagnostic(severity == .error ? 100 : 9000, "", at: nil)
    made.further = count
    return made
  }
}

/// What a phase found wrong, of which a diagnostic can be made.
public protocol Diagnosable {
  var span: Span { get }
  var isError: Bool { get }
  var diagnostic: Diagnostic { get }
}

/// A stable diagnostic code: `K` and four digits. Explicit, never reused; K9xxx are warnings.
public struct Code: Hashable, Sendable, CustomStringConvertible, ExpressibleByIntegerLiteral {
  public let number: UInt16
  public init(integerLiteral value: UInt16) { number = value }
  public init(_ value: UInt16) { number = value }

  /// A code as people write one: `K0204`, `k204`, `204`; nil for anything else.
  public init?(_ text: String) {
    let digits = text.first == "K" || text.first == "k" ? text.dropFirst() : text[...]
    guard (1...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
      let number = UInt16(digits)
    else { return nil }
    self.number = number
  }

  public var isWarning: Bool { number >= 9000 }
  /// Where its page is, from the root of the project.
  public var page: String { "docs/errors/\(self).md" }

  public var description: String {
    let digits = String(number)
    return "K" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
