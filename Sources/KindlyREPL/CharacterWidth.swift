// How many columns a character takes on a terminal: 0, 1 or 2. The wide blocks are a table, the rest
// follows from Unicode properties, so that no locale has a say. A cluster of several scalars (a flag,
// a family, a letter with its accents) is as wide as its widest part.

/// Closed ranges of East Asian wide and fullwidth scalars outside of emoji, ascending.
private let wideRanges: [(UInt32, UInt32)] = [
  (0x1100, 0x115F), (0x2329, 0x232A), (0x2E80, 0x303E), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
  (0xA000, 0xA4CF), (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE10, 0xFE19), (0xFE30, 0xFE6F),
  (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x16FE0, 0x18DFF), (0x1AFF0, 0x1B2FF), (0x1F200, 0x1F265),
  (0x20000, 0x2FFFD), (0x30000, 0x3FFFD),
]

/// The columns one scalar takes; 0 for combining marks, format characters and controls.
func columns(of scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) ? 0 : 1 }
  if (0x1160...0x11FF).contains(value) || (0x1F1E6...0x1F1FF).contains(value) {
    return value < 0x1200 ? 0 : 1  // Hangul vowels join the syllable before; two halves make a flag
  }
  if isWide(value) { return scalar.properties.generalCategory == .nonspacingMark ? 0 : 2 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control, .surrogate, .lineSeparator, .paragraphSeparator: return 0
  default: return scalar.properties.isEmojiPresentation ? 2 : 1
  }
}

/// The columns one character, as the user sees it, takes.
func columns(of character: Character) -> Int {
  if let ascii = character.asciiValue { return ascii < 0x20 || ascii == 0x7F ? 0 : 1 }
  var widest = 0
  var halves = 0
  var first: Unicode.Scalar?
  for scalar in character.unicodeScalars {
    if let first, scalar.value == 0xFE0F, first.properties.isEmoji { widest = 2 }
    if (0x1F1E6...0x1F1FF).contains(scalar.value) { halves += 1 }
    widest = max(widest, columns(of: scalar))
    first = first ?? scalar
  }
  return halves == 2 ? 2 : widest
}

/// The columns a text without line breaks takes.
func columns(of text: String) -> Int {
  text.reduce(0) { $0 + columns(of: $1) }
}

private func isWide(_ value: UInt32) -> Bool {
  var low = 0
  var high = wideRanges.count
  while low < high {
    let middle = (low + high) / 2
    if wideRanges[middle].1 < value { low = middle + 1 } else { high = middle }
  }
  return low < wideRanges.count && wideRanges[low].0 <= value
}
