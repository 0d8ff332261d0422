// One style for Kindly's sources: two blanks of indentation, one blank around binary operators, lines of 100 characters.
// What the source says is untouched: its tree is the same before and after, which is checked, and every comment is kept.
// The pieces and what stands between them are made in Formatter+Pieces.swift; where lines break is decided in
// Formatter+Layout.swift. A break that the author made behind an opening bracket or before `|`, `and`, `or`, `??` stays.

import KindlySource

public enum Formatter {
  public static let width = 100

  /// Why a source is not formatted.
  public enum Refusal: Error {
    /// It has mistakes, which the parser reports.
    case mistakes([SyntaxError])
    /// What was made of it would mean something else: a mistake of the formatter, and the source is left alone.
    case changesMeaning([UInt8])
  }

  /// The source in the one style; its own bytes where it is in that style already.
  public static func format(_ file: SourceFile) throws(Refusal) -> [UInt8] {
    let interner = Interner()
    let parsed = Parser.parse(file, interner: interner)
    guard parsed.errors.isEmpty else { throw .mistakes(parsed.errors) }
    var formatted = (file: file, tree: parsed.tree)
    // A comment in the midst of a line may move a break, which the next round follows.
    for _ in 0..<6 {
      let text = Formatter.layout(formatted.file, formatted.tree, interner)
      if text == formatted.file.bytes { break }
      let after = SourceFile(id: file.id, name: file.name, text: String(decoding: text, as: UTF8.self))
      let again = Parser.parse(after, interner: interner)
      guard again.errors.isEmpty,
        TreePrinter(tree: parsed.tree, interner: interner).text
          == TreePrinter(tree: again.tree, interner: interner).text,
        Formatter.comments(parsed.tree, file) == Formatter.comments(again.tree, after)
      else { throw .changesMeaning(text) }
      formatted = (after, again.tree)
    }
    return formatted.file.bytes
  }

  private static func layout(_ file: SourceFile, _ tree: Tree, _ interner: Interner) -> [UInt8] {
    let pieces = file.bytes.withUnsafeBufferPointer { PieceReader(file, tree, $0, interner).read() }
    var layout = LayoutWriter(pieces)
    return layout.write()
  }

  /// The comments in order, without blanks at their ends.
  static func comments(_ tree: Tree, _ file: SourceFile) -> [Substring] {
    tree.comments.map { comment in
      let text = file.text(comment)
      return text[..<(text.lastIndex { $0 != " " && $0 != "\t" }.map(text.index(after:)) ?? text.startIndex)]
    }
  }
}

/// A token as the formatter sees it. A text with its interpolations is one piece, as it is written.
struct Piece {
  enum Gap: UInt8 {
    case none, blank
  }

  var kind: TokenKind
  var word: Word
  /// As it will be written.
  var text: [UInt8]
  /// Its characters, up to the first line break.
  var width: Int
  /// For an opening bracket the index of the closing one and the other way round; else 0.
  var partner = 0
  /// What stands before it on a line.
  var gap = Gap.blank
  /// The source has a line break before it.
  var breaks = false
  /// It begins a statement, an arm, a clause or a field.
  var opensItem = false
  /// It begins a further value of a declaration's preposition.
  var opensValue = false
  /// A blank line stands before it, behind the comments above it.
  var blankLine = false
  /// The comments on lines of their own above it.
  var above: [Comment] = []
  /// The comment behind it on its line.
  var behind: [UInt8]?

  struct Comment {
    var text: [UInt8]
    var blankLine: Bool
  }

  var hasComment: Bool { behind != nil || !above.isEmpty }
}

/// What a pair of brackets holds.
enum Bracketed: UInt8 {
  /// Elements with commas: a call, a list, a map, parameters; one expression in parentheses too.
  case elements
  case fields
  case statements
  /// The clauses of a rule: always one a line.
  case clauses
}
