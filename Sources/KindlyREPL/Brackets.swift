// Which bracket answers the one at the cursor. Brackets inside texts and comments, as the language
// coloured them, are not brackets.

/// The UTF-8 offsets of the bracket at the cursor (else just before it) and of its partner, or none.
func matchingBrackets(in text: String, at offset: Int, spans: [StyledSpan]) -> [Int] {
  let bytes = Array(text.utf8)
  for place in [offset, offset - 1] where bytes.indices.contains(place) {
    guard let kind = Bracket(bytes[place]), !isMasked(place, spans) else { continue }
    var depth = 0
    var at = place
    while bytes.indices.contains(at) {
      if let other = Bracket(bytes[at]), other.family == kind.family, !isMasked(at, spans) {
        depth += other.opens == kind.opens ? 1 : -1
        if depth == 0 { return [min(place, at), max(place, at)] }
      }
      at += kind.opens ? 1 : -1
    }
    return []
  }
  return []
}

private struct Bracket {
  let family: UInt8
  let opens: Bool

  init?(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "("): (family, opens) = (0, true)
    case UInt8(ascii: ")"): (family, opens) = (0, false)
    case UInt8(ascii: "["): (family, opens) = (1, true)
    case UInt8(ascii: "]"): (family, opens) = (1, false)
    case UInt8(ascii: "{"): (family, opens) = (2, true)
    case UInt8(ascii: "}"): (family, opens) = (2, false)
    default: return nil
    }
  }
}

private func isMasked(_ offset: Int, _ spans: [StyledSpan]) -> Bool {
  var low = 0
  var high = spans.count
  while low < high {
    let middle = (low + high) / 2
    if spans[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
  }
  guard low < spans.count, spans[low].range.contains(offset) else { return false }
  return spans[low].style == .text || spans[low].style == .comment
}
