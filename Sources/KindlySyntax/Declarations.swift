// The parts of the longer declarations, which do not fit a node's four slots. A node of the declaration's kind holds
// the index of one of these in its tree.

import KindlySource

/// A name where it is declared.
public struct DeclaredName: Sendable {
  public let symbol: Symbol
  public let span: Span

  public init(symbol: Symbol, span: Span) {
    self.symbol = symbol
    self.span = span
  }
}

/// `fn name(parameters) -> result = body`, or with a block.
public struct FunctionDeclaration: Sendable {
  public var name: DeclaredName
  public var parameters: [NodeID]
  /// A type node, or none where the result is inferred.
  public var result: NodeID
  /// An expression, or a `block`.
  public var body: NodeID
}

/// `template name(parameters) { subject … body }`.
public struct TemplateDeclaration: Sendable {
  public var name: DeclaredName
  public var parameters: [NodeID]
  /// The word behind `kind` in its head, or none where the template's name says it.
  public var kind: DeclaredName?
  /// The word behind `channel` in its head, or none.
  public var channel: DeclaredName?
  /// A text expression, or none.
  public var subject: NodeID
  /// The statements after the head: a `block` whose value is the letter's text.
  public var body: NodeID
}

public enum Modality: UInt8, Sendable {
  case must, may, never
}

/// `must`, `may` and `never`. Clauses that are not there are `NodeID.none`.
public struct RuleDeclaration: Sendable {
  /// `for i in interviews | where …`.
  public struct Binder: Sendable {
    public var name: DeclaredName
    public var source: NodeID
  }

  public var modality: Modality
  public var name: DeclaredName

  // MARK: must and may
  public var binders: [Binder] = []
  /// `where COND` on a line of its own below the binders.
  public var condition: NodeID = .none
  /// must and may: a Bool, when the obligation is fulfilled. never: a Date, through which day it forbids.
  public var until: NodeID = .none
  public var from: NodeID = .none
  public var due: NodeID = .none
  public var expires: NodeID = .none
  /// The action: a `command` (`draft T(…)`, `remind "…"`).
  public var action: NodeID = .none

  // MARK: never
  /// `on m`.
  public var message: DeclaredName?
  /// `on m at approval`.
  public var atApproval = false
  public var when: NodeID = .none
  public var because: NodeID = .none
}

/// `contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: … }`, and `me { … }`.
public struct NounDeclaration: Sendable {
  public struct Preposition: Sendable {
    /// `at`, `as`, `on`, `for`, `with`, `via`, `due`.
    public var word: DeclaredName
    /// One value; several, separated by commas, behind those that take a list.
    public var values: NodeValues
  }

  /// One node or more; most often one, which takes no array.
  public struct NodeValues: RandomAccessCollection, Sendable {
    let head: NodeID
    var others: [NodeID] = []
    public var startIndex: Int { 0 }
    public var endIndex: Int { others.count + 1 }
    public subscript(position: Int) -> NodeID { position == 0 ? head : others[position - 1] }
  }

  /// `contact`, `interview`, `note`, `deadline` or `me`.
  public var noun: DeclaredName
  public var handle: DeclaredName?
  public var headline: NodeID = .none
  public var prepositions: [Preposition] = []
  /// `recordField` nodes.
  public var fields: [NodeID] = []
}

/// A command of the user's life: `done @x on DATE`, `approve @m despite ask_early`, `draft thank_you(…)`, `why @x`.
public struct CommandExpression: Sendable {
  public struct Clause: Sendable {
    /// `on`, `because`, `to`, `despite`, `with`.
    public var word: DeclaredName
    public var value: NodeID
  }

  public var word: DeclaredName
  /// What it is about: a handle, an expression, a call of a template, a name.
  public var operand: NodeID
  public var clauses: [Clause] = []
}
