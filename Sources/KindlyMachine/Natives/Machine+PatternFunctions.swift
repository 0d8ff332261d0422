// Built-ins that look for a pattern. Texts are brought into NFC, as for all searching; patterns that were read are kept.

import Foundation
import KindlyCatalog
import KindlyPatterns

extension Machine {
  func function(_ function: PatternFunction, _ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    let pattern = try pattern(Ref(r[1]))
    let text = scalars(Ref(r[0]))
    switch function {
    case .matches: w[0] = try match(pattern, text, from: 0) == nil ? 0 : 1
    case .find:
      let found = try match(pattern, text, from: 0)
      r[0] = found.map { newText(text[$0[0]..<$0[1]]) } ?? 0
    case .findAll:
      let found = try matches(pattern, text)
      r[0] = newTextList(found.map { newText(text[$0]) })
    case .captures:
      let slots = try match(pattern, text, from: 0)?.dropFirst(2) ?? []
      r[0] = newTextList(
        stride(from: slots.startIndex, to: slots.endIndex, by: 2).map { index in
          slots[index] < 0 ? 0 : newText(text[slots[index]..<slots[index + 1]])
        })
    case .splitAt:
      var start = 0
      var parts: [Int64] = []
      for found in try matches(pattern, text) where !found.isEmpty {
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
    for found in try matches(pattern, text) {
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

  private func match(_ pattern: Pattern, _ text: [UInt32], from start: Int) throws(Fault) -> [Int]? {
    try pattern.match(in: text, from: start) { () throws(Fault) in try self.look() }
  }

  /// Every match from left to right; behind one that takes nothing the search goes on one further.
  private func matches(_ pattern: Pattern, _ text: [UInt32]) throws(Fault) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    while start <= text.count, let slots = try match(pattern, text, from: start) {
      found.append(slots[0]..<slots[1])
      start = max(slots[1], slots[0] == slots[1] ? slots[1] + 1 : 0)
    }
    return found
  }

  // MARK: - Scalars

  private func scalars(_ text: Ref) -> [UInt32] {
    if text.isASCII { return text.bytes.map { UInt32($0) } }
    return text.string.precomposedStringWithCanonicalMapping.unicodeScalars.map(\.value)
  }

  private func append(_ scalars: ArraySlice<UInt32>, to bytes: inout [UInt8]) {
    for value in scalars {
      if value < 128 {
        bytes.append(UInt8(value))
      } else if let scalar = Unicode.Scalar(value) {
        bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
      }
    }
  }

  private func newText(_ scalars: ArraySlice<UInt32>) -> Int64 {
    var bytes: [UInt8] = []
    append(scalars, to: &bytes)
    return state.pointee.heap.newText(bytes).bits
  }

  private func newTextList(_ texts: [Int64]) -> Int64 { state.pointee.heap.newList(ofRefs: true, texts).bits }
}
