// Declarations of contacts, interviews, notes, deadlines and of the user: a noun's word, then handle, headline,
// prepositions and fields. Which prepositions and fields a noun has is the catalog's.

import KindlySource

extension TreeParser {
  /// Whether the noun's word at the current token declares: a handle, a text or `{` follows.
  var opensNoun: Bool {
    mutating get {
      let next = peek()
      if next.kind == .leftBrace { return true }
      return token.word != .me && (next.kind == .handle || isText(next))
    }
  }

  // noun        := ("contact" | "interview" | "note" | "deadline" | "me") [handle] [text] {preposition} [fields]
  // preposition := ("at" | "as" | "on" | "for" | "with" | "via" | "due") value {"," value}
  mutating func parseNoun() -> NodeID {
    let first = token
    var noun = NounDeclaration(noun: name)
    advance()
    if at(.handle) {
      noun.handle = name
      advance()
    }
    if isText(token) { noun.headline = parsePrimary() }
    while !isRecovering {
      let word: DeclaredName
      let preposition: Word
      if at(.name) || at(.keyword), token.word.isPreposition {
        (word, preposition) = (name, token.word)
        advance()
      } else if let missing = missingPreposition(of: first.word) {
        (word, preposition) = (DeclaredName(symbol: words.symbol(missing), span: span(token)), missing)
      } else {
        break
      }
      let takesSeveral = preposition == .with || preposition == .on || preposition == .for
      var values = NounDeclaration.NodeValues(head: parsePrepositionValue())
      while takesSeveral, !isRecovering, at(.comma), !leavesComma || peek().kind == .handle {
        advance()
        values.others.append(parsePrepositionValue())
      }
      if noun.prepositions.isEmpty { noun.prepositions.reserveCapacity(4) }
      noun.prepositions.append(NounDeclaration.Preposition(word: word, values: values))
    }
    if at(.leftBrace), !isHead {
      let base = pending.count
      parseFields { $0.parseExpression() }
      noun.fields = Array(pending[base...]).map(NodeID.init)
      pending.removeLast(pending.count - base)
    }
    tree.declarations.append(noun)
    return tree.add(.noun, first.start, previousEnd, a: UInt32(tree.declarations.count - 1))
  }

  /// The `{` behind it belongs to the declaration.
  private mutating func parsePrepositionValue() -> NodeID {
    let outer = isHead
    isHead = true
    let value = nested { $0.parseOperators(.or) }
    isHead = outer
    return value
  }
}
