// Built-ins that look for a pattern. Texts are brought into NFC, as for all searching; patterns that were read are kept.

import Foundation
import KindlyCatalog
import KindlyPatterns

extension Machine {
  func function(_ function: PatternFunction, _ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    let pattern = try pattern(Ref(r[1]))
    let text = try scalars(Ref(r[0]))
    switch function {
    case .matches: w[0] = try match(pattern, text) == nil ? 0 : 1
    case .find:
      let found = try match(pattern, text)
      r[0] = found.map { newText(text[$0[0]..<$0[1]]) } ?? 0
    case .findAll:
      var found: [Int64] = []
      try eachMatch(pattern, text) { place throws(Fault) in found.append(newText(text[place])) }
      r[0] = newTextList(found)
    case .captures:
      let slots = try match(pattern, text)?.dropFirst(2) ?? []
      r[0] = newTextList(
        stride(from: slots.startIndex, to: slots.endIndex, by: 2).map { index in
          slots[index] < 0 ? 0 : newText(text[slots[index]..<slots[index + 1]])
        })
    case .splitAt:
      var start = 0
      var parts: [Int64] = []
      try eachMatch(pattern, text) { found throws(Fault) in
        if found.isEmpty { return }
        parts.append(newText(text[start..<found.lowerBound]))
        start = found.upperBound
      }
      r[0] = newTextList(parts + [newText(text[start...])])
    case .replaceMatches: try replaceMatches(pattern, text, r)
    }
  }

  private func replaceMatches(_ pattern: Pattern, _ text: [UInt32], _ r: Window) throws(Fault) {
    let new = Ref(r[2]).bytes
    var made: [UInt8] = []
    var start = 0
    try eachMatch(pattern, text) { found throws(Fault) in
      append(text[start..<found.lowerBound], to: &made)
      made.append(contentsOf: new)
      start = found.upperBound
      if made.count > Heap.maximumTextBytes { throw .textTooLong }
    }
    append(text[start...], to: &made)
    if made.count > Heap.maximumTextBytes { throw .textTooLong }
    r[0] = state.pointee.heap.newText(made).bits
  }

  // MARK: - Matching

  private func pattern(_ text: Ref) throws(Fault) -> Pattern {
    let written = text.string
    if let known = patterns[written] { return known }
    do {
      let pattern = try Pattern(written.precomposedStringWithCanonicalMapping)
      if patterns.count >= 64 { patterns.removeAll() }
      patterns[written] = pattern
      return pattern
    } catch {
      throw .pattern(error.message)
    }
  }

  private func match(_ pattern: Pattern, _ text: [UInt32]) throws(Fault) -> [Int]? {
    try pattern.match(in: text) { () throws(Fault) in try watch.look() }
  }

  /// Every match from left to right; behind one that takes nothing the search goes on one further.
  private func eachMatch(
    _ pattern: Pattern, _ text: [UInt32], _ work: (Range<Int>) throws(Fault) -> Void
  ) throws(Fault) {
    var search = pattern.search(in: text)
    var start = 0
    while start <= text.count,
      let slots = try search.match(from: start, look: { () throws(Fault) in try watch.look() })
    {
      try work(slots[0]..<slots[1])
      start = max(slots[1], slots[0] == slots[1] ? slots[1] + 1 : 0)
    }
  }

  // MARK: - Scalars

  private func scalars(_ text: Ref) throws(Fault) -> [UInt32] {
    try admit(text.count * 4)
    var made: [UInt32] = []
    made.reserveCapacity(text.count)
    Texts.withNFC(text, watch) { bytes in
      var place = 0
      while place < bytes.count, !watch.stops() {
        let (scalar, width) = TextPieces.scalar(bytes, at: place)
        made.append(scalar)
        place += width
      }
    }
    if watch.hasStopped { try watch.look() }
    return made
  }

  private func append(_ scalars: ArraySlice<UInt32>, to bytes: inout [UInt8]) {
    for value in scalars {
      if watch.stops() { return }
      if let scalar = Unicode.Scalar(value) { bytes.append(scalar) }
    }
  }

  private func newText(_ scalars: ArraySlice<UInt32>) -> Int64 {
    var bytes: [UInt8] = []
    append(scalars, to: &bytes)
    return state.pointee.heap.newText(bytes).bits
  }

  private func newTextList(_ texts: [Int64]) -> Int64 { state.pointee.heap.newList(ofRefs: true, texts).bits }
}

extension [UInt8] {
  /// A scalar in UTF-8.
  mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      append(UInt8(truncatingIfNeeded: scalar.value))
    } else if let encoded = UTF8.encode(scalar) {
      append(contentsOf: encoded)
    }
  }
}
