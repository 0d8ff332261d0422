// The longer built-ins on texts: splitting, joining, replacing, lines, similarity. ASCII has short ways; other texts are
// worked on as NFC, so that searching finds what looks the same however it was typed.

import Foundation
import KindlyCatalog

extension Machine {
  func changeCase(_ r: Window, isUpper: Bool) {
    let text = Ref(r[0])
    guard text.isASCII else {
      r[0] = state.pointee.heap.newText(isUpper ? text.string.uppercased() : text.string.lowercased()).bits
      return
    }
    let made = state.pointee.heap.newText(count: text.count)
    let (source, target) = (text.bytes, made.textStart)
    for index in 0..<source.count {
      let byte = source[index]
      let isLetter = isUpper ? byte >= 97 && byte <= 122 : byte >= 65 && byte <= 90
      target[index] = isLetter ? byte ^ 0x20 : byte
    }
    r[0] = made.bits
  }

  func slice(_ bytes: Bytes, _ start: Int, _ end: Int) -> Int64 {
    state.pointee.heap.newText(Bytes(rebasing: bytes[start..<end])).bits
  }

  /// Both texts in forms whose bytes can be searched.
  func withSearchable(_ a: Ref, _ b: Ref, _ work: (Bytes, Bytes) -> Void) {
    if a.isASCII, b.isASCII { return work(a.bytes, b.bytes) }
    Texts.nfc(a).withUnsafeBufferPointer { first in
      Texts.nfc(b).withUnsafeBufferPointer { second in work(first, second) }
    }
  }

  func split(_ r: Window) throws(Fault) {
    let (text, separator) = (Ref(r[0]), Ref(r[1]))
    if separator.count == 0 { throw .emptySeparator("split") }
    let list = state.pointee.heap.newList(ofRefs: true, capacity: 0)
    withSearchable(text, separator) { whole, part in
      var start = 0
      while let found = Texts.find(part, in: whole, from: start) {
        state.pointee.heap.push(list, slice(whole, start, found))
        start = found + part.count
      }
      state.pointee.heap.push(list, slice(whole, start, whole.count))
    }
    r[0] = list.bits
  }

  func join(_ r: Window) throws(Fault) {
    let (list, separator) = (Ref(r[0]), Ref(r[1]))
    var total = max(0, list.count - 1) * separator.count
    for index in 0..<list.count { total += Ref(list.element(index)).count }
    guard total <= Heap.maximumTextBytes else { throw .textTooLong }
    let text = state.pointee.heap.newText(count: total)
    var target = text.textStart
    for index in 0..<list.count {
      if index > 0 {
        target.update(from: separator.textStart, count: separator.count)
        target += separator.count
      }
      let part = Ref(list.element(index))
      target.update(from: part.textStart, count: part.count)
      target += part.count
    }
    r[0] = text.bits
  }

  func replace(_ r: Window) throws(Fault) {
    let (text, old, new) = (Ref(r[0]), Ref(r[1]), Ref(r[2]))
    if old.count == 0 { throw .emptySeparator("replace") }
    var made: [UInt8] = []
    var isTooLong = false
    withSearchable(text, old) { whole, part in
      var start = 0
      while let found = Texts.find(part, in: whole, from: start) {
        made.append(contentsOf: whole[start..<found])
        made.append(contentsOf: new.bytes)
        start = found + part.count
        if made.count > Heap.maximumTextBytes {
          isTooLong = true
          return
        }
      }
      made.append(contentsOf: whole[start...])
    }
    if isTooLong || made.count > Heap.maximumTextBytes { throw .textTooLong }
    r[0] = state.pointee.heap.newText(made).bits
  }

  func affix(_ r: Window, isPrefix: Bool) -> Bool {
    var result = false
    withSearchable(Ref(r[0]), Ref(r[1])) { whole, part in
      guard part.count <= whole.count else { return }
      let start = isPrefix ? 0 : whole.count - part.count
      result = Bytes(rebasing: whole[start..<start + part.count]).isSame(as: part)
    }
    return result
  }

  func pieces(_ r: Window, _ cut: (String) -> [Substring]) {
    let list = state.pointee.heap.newList(ofRefs: true, capacity: 0)
    for piece in cut(Ref(r[0]).string) { state.pointee.heap.push(list, state.pointee.heap.newText(String(piece)).bits) }
    r[0] = list.bits
  }

  /// Lines without their breaks; a break at the very end opens no further line.
  func splitLines(_ r: Window) {
    let bytes = Ref(r[0]).bytes
    let list = state.pointee.heap.newList(ofRefs: true, capacity: 0)
    var start = 0
    for index in bytes.indices where bytes[index] == 10 {
      let end = index > start && bytes[index - 1] == 13 ? index - 1 : index
      state.pointee.heap.push(list, slice(bytes, start, end))
      start = index + 1
    }
    if start < bytes.count { state.pointee.heap.push(list, slice(bytes, start, bytes.count)) }
    r[0] = list.bits
  }

  // MARK: - Similarity

  /// The Jaccard similarity of the sets of three-word shingles; a text under three words is one shingle.
  func similarity(_ a: String, _ b: String) throws(Fault) -> Double {
    let (x, y) = (try shingles(a), try shingles(b))
    if x.isEmpty && y.isEmpty { return 1 }
    let common = x.intersection(y).count
    return Double(common) / Double(x.count + y.count - common)
  }

  private func shingles(_ text: String) throws(Fault) -> Set<[String]> {
    var words: [String] = []
    var word = ""
    var ticks = 0
    for scalar in text.precomposedStringWithCanonicalMapping.lowercased().unicodeScalars {
      ticks += 1
      if ticks & 0xFFFF == 0 { try look() }
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "'"
        || scalar.properties.canonicalCombiningClass != .notReordered
      {
        word.unicodeScalars.append(scalar)
      } else if scalar == "\u{2019}" {
        word.append("'")
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    if words.isEmpty { return [] }
    if words.count < 3 { return [words] }
    var found: Set<[String]> = []
    for start in 0...words.count - 3 {
      if start & 0x3FFF == 0 { try look() }
      found.insert(Array(words[start..<start + 3]))
    }
    return found
  }
}
