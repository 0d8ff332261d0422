// The instructions of the machine. Each is one 64-bit word, `op 8, d 8, a 16, b 16, c 16`; some are followed by a word
// of data. `w` and `r` are the windows of the two register files: plain words and references. Jumps count in words from
// the instruction after the jump (and after its data word).
// The checker's types choose the instruction; none looks at a value to learn what it is.

enum Opcode: UInt8, CaseIterable {
  /// Ends a run: the value is in w[0] or r[0].
  case halt
  /// Stands as the code of a function that has not been compiled yet.
  case compile

  // MARK: Moving
  /// w[a] = w[b]
  case moveW
  /// r[a] = r[b]
  case moveR
  /// w[a] = the 32 bits of b and c, signed
  case intW
  /// w[a] = data
  case wordW
  /// r[a] = null
  case nullR
  /// r[a] = constant number bc
  case constantR
  /// w[a] = global word bc, and so on
  case globalW, globalR, setGlobalW, setGlobalR

  // MARK: Whole numbers, a = b op c
  case addI, subI, mulI, divI, modI
  /// w[a] = w[b] + c, c signed; and so on
  case addImmediate, mulImmediate, divImmediate, modImmediate
  case negI

  // MARK: Numbers
  case addN, subN, mulN, divN, floorDivN, modN, negN
  /// w[a] = Number(w[b])
  case toNumber

  // MARK: Comparing, w[a] = b op c
  case equalW, lessI, lessOrEqualI, equalN, lessN, lessOrEqualN, equalText
  case notW

  // MARK: Jumping
  /// by bc
  case jump
  /// by bc, and looks at the clock
  case loop
  /// if w[a], by bc
  case jumpIf, jumpUnless
  /// if w[a] op w[b], by c
  case jumpEqualW, jumpUnequalW, jumpLessI, jumpLessOrEqualI
  /// if w[a] op b (signed), by c
  case jumpEqualImmediate, jumpUnequalImmediate
  case jumpLessImmediate, jumpLessOrEqualImmediate, jumpGreaterImmediate, jumpGreaterOrEqualImmediate
  case jumpEqualN, jumpUnequalN, jumpLessN, jumpNotLessN, jumpLessOrEqualN, jumpNotLessOrEqualN
  /// if r[a] is the same text as r[b], by c
  case jumpEqualText, jumpUnequalText
  /// if r[a] is null, by bc
  case jumpNull, jumpNotNull
  /// if w[a] is the sign of nothing, by bc
  case jumpNothing, jumpSomething, jumpNothingN, jumpSomethingN
  /// w[a] += 1; if w[a] <= w[b], by c; looks at the clock
  case countUp
  /// w[c] += 1; if w[c] < length of r[b], a = its element there and by data; looks at the clock
  case nextW, nextR
  /// the jumps of the same names, at the end of a loop: they look at the clock
  case loopLessI, loopLessOrEqualI, loopLessImmediate, loopLessOrEqualImmediate, loopGreaterImmediate
  case loopGreaterOrEqualImmediate, loopUnequalImmediate, loopIf

  // MARK: Calling
  /// calls function d·c with its windows at w[a], r[b]
  case call
  /// calls the closure r[c], likewise
  case callClosure
  /// w[0] = w[a], and returns
  case returnW, returnR
  /// calls native c with its windows at w[a], r[b]; data: what else it needs
  case native

  // MARK: Records, closures, cells
  /// r[a] = record of data's low half references from r[c] and high half words from w[b]
  case record
  /// a = slot c of r[b]
  case slotW, slotR
  /// slot c of r[b] = a
  case setSlotW, setSlotR
  /// r[a] = closure of function (data's low 32 bits), references from r[c], words from w[b] (data's upper quarters)
  case closure
  /// r[a] = new cell of w[b] or r[b]
  case cellW, cellR
  /// r[a] is shared from now on
  case share
  /// r[a] becomes a copy unless it is owned
  case ownRecord, ownList
  /// r[a] = box of w[b]
  case box

  // MARK: Lists
  /// r[a] = new list of d (0 words, 1 references) with room for bc
  case list
  /// pushes w[b] on r[a], which nobody else sees
  case pushW, pushR
  /// r[a] = r[a] with w[b] at its end, whoever else sees it
  case appendW, appendR
  /// a = r[b][w[c]]
  case indexW, indexR
  /// r[a][w[b]] = c
  case setIndexW, setIndexR
  /// w[a] = length of r[b]
  case lengthOfList

  // MARK: Maps
  /// r[a] = new map; data: its shape
  case map
  /// the value of the key c of r[b], in w[a] (d 0) or r[a] (d 1) or nowhere (d 2); then by the upper half of data, by
  /// the lower one where there is none.
  /// The key is a word, a text, or as the map's keys are.
  case findWord, findText, findAny
  /// r[a] gets for the key b the value c, of w (d 0) or r (d 1)
  case setWord, setText, setAny
  /// r[a] becomes a copy unless it is owned
  case ownMap
  /// w[c] = number of the next entry of r[b]; if there is one, by data; looks at the clock
  case nextEntry
  /// a = the key (d 0) or the value (d 1) of entry number w[c] of r[b]
  case entryW, entryR

  // MARK: Texts
  /// r[a] = r[b] + r[c]
  case concat
}
