// The longer built-ins on texts: splitting, joining, replacing, lines, similarity. ASCII has short ways; other texts are
// worked on as NFC, so that searching finds what looks the same however it was typed.

import Foundation
import KindlyCatalog

extension Machine {
  func changeCase(_ r: Window, isUpper: Bool) {
    let text = Ref(r[0])
    guard text.isASCII else { return changeForeignCase(r, isUpper: isUpper) }
    let made = state.pointee.heap.newText(count: text.count)
    let (source, target) = (text.bytes, made.textStart)
    for index in 0..<source.count {
      let byte = source[index]
      let isLetter = isUpper ? byte >= 97 && byte <= 122 : byte >= 65 && byte <= 90
      target[index] = isLetter ? byte ^ 0x20 : byte
      if index & 0xFFFF == 0xFFFF, watch.looks() { break }
    }
    // What was cut short is no text.
    if !watch.hasStopped { r[0] = made.bits }
  }

  private func changeForeignCase(_ r: Window, isUpper: Bool) {
    let bytes = Ref(r[0]).bytes
    var made: [UInt8] = []
    made.reserveCapacity(bytes.count)
    TextPieces.each(bytes, watch) { piece in
      let part = String(decoding: bytes[piece], as: UTF8.self)
      made.append(contentsOf: (isUpper ? part.uppercased() : part.lowercased()).utf8)
      return true
    }
    r[0] = state.pointee.heap.newText(made).bits
  }

  func slice(_ bytes: Bytes, _ start: Int, _ end: Int) -> Int64 {
    state.pointee.heap.newText(Bytes(rebasing: bytes[start..<end])).bits
  }

  /// Both texts in forms whose bytes can be searched.
  func withSearchable(_ a: Ref, _ b: Ref, _ work: (Bytes, Bytes) -> Void) {
    Texts.withNFC(a, watch) { first in Texts.withNFC(b, watch) { second in work(first, second) } }
  }

  /// Where a part is found in the whole, from left to right; none lies within another.
  func eachPlace(of part: Bytes, in whole: Bytes, _ work: (Int) -> Bool) {
    var start = 0
    while let found = TextSearch.find(part, in: whole, from: start, watch) {
      guard work(found), !watch.stops() else { return }
      start = found + part.count
    }
  }

  func split(_ r: Window) throws(Fault) {
    let (text, separator) = (Ref(r[0]), Ref(r[1]))
    if separator.count == 0 { throw .emptySeparator("split") }
    let list = state.pointee.heap.newList(ofRefs: true, capacity: 0)
    withSearchable(text, separator) { whole, part in
      var start = 0
      eachPlace(of: part, in: whole) { found in
        state.pointee.heap.push(list, slice(whole, start, found))
        start = found + part.count
        return true
      }
      state.pointee.heap.push(list, slice(whole, start, whole.count))
    }
    r[0] = list.bits
  }

  func join(_ r: Window) throws(Fault) {
    let (list, separator) = (Ref(r[0]), Ref(r[1]))
    var total = max(0, list.count - 1) * separator.count
    for index in 0..<list.count {
      try watch.step()
      total += Ref(list.element(index)).count
    }
    guard total <= Heap.maximumTextBytes else { throw .textTooLong }
    let text = state.pointee.heap.newText(count: total)
    var target = text.textStart
    for index in 0..<list.count {
      try watch.step()
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
    withSearchable(text, old) { whole, part in
      var start = 0
      eachPlace(of: part, in: whole) { found in
        made.append(contentsOf: whole[start..<found])
        made.append(contentsOf: new.bytes)
        start = found + part.count
        return made.count <= Heap.maximumTextBytes
      }
      if made.count <= Heap.maximumTextBytes { made.append(contentsOf: whole[start...]) }
    }
    guard made.count <= Heap.maximumTextBytes else { throw .textTooLong }
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

  /// What stands between blanks.
  func splitWords(_ r: Window) {
    let bytes = Ref(r[0]).bytes
    let list = state.pointee.heap.newList(ofRefs: true, capacity: 0)
    var start: Int?
    func end(_ place: Int) {
      if let begun = start { state.pointee.heap.push(list, slice(bytes, begun, place)) }
      start = nil
    }
    TextPieces.eachCharacter(bytes, watch) { place in
      if isBlank(TextPieces.scalar(bytes, at: place.lowerBound).value) {
        end(place.lowerBound)
      } else if start == nil {
        start = place.lowerBound
      }
      return true
    }
    end(bytes.count)
    r[0] = list.bits
  }

  /// Lines without their breaks; a break at the very end opens no further line.
  func splitLines(_ r: Window) {
    let bytes = Ref(r[0]).bytes
    let list = state.pointee.heap.newList(ofRefs: true, capacity: 0)
    var start = 0
    let feed: [UInt8] = [10]
    feed.withUnsafeBufferPointer { feed in
      eachPlace(of: feed, in: bytes) { index in
        let end = index > start && bytes[index - 1] == 13 ? index - 1 : index
        state.pointee.heap.push(list, slice(bytes, start, end))
        start = index + 1
        return true
      }
    }
    if start < bytes.count { state.pointee.heap.push(list, slice(bytes, start, bytes.count)) }
    r[0] = list.bits
  }

  // MARK: - Similarity

  /// Three words in a row, by the numbers of the words; -1 where a text has fewer.
  private struct Shingle: Hashable {
    let first, second, third: Int32
  }

  /// The Jaccard similarity of the sets of three-word shingles; a text under three words is one shingle.
  private func jaccard(_ a: Bytes, _ b: Bytes) -> Double {
    var numbers: [String: Int32] = [:]
    let (x, y) = (shingles(a, &numbers), shingles(b, &numbers))
    if x.isEmpty && y.isEmpty { return 1 }
    let (less, more) = x.count < y.count ? (x, y) : (y, x)
    let common = less.count { !watch.stops() && more.contains($0) }
    return Double(common) / Double(x.count + y.count - common)
  }

  func similarity(_ a: Ref, _ b: Ref) -> Double { jaccard(a.bytes, b.bytes) }

  private func shingles(_ bytes: Bytes, _ numbers: inout [String: Int32]) -> Set<Shingle> {
    var words: [Int32] = []
    var word = String.UnicodeScalarView()
    func endWord() {
      if word.isEmpty { return }
      let number = numbers[String(word)] ?? Int32(truncatingIfNeeded: numbers.count)
      numbers[String(word)] = number
      words.append(number)
      word.removeAll(keepingCapacity: true)
    }
    TextPieces.each(bytes, watch) { piece in
      let part = String(decoding: bytes[piece], as: UTF8.self)
      for scalar in part.precomposedStringWithCanonicalMapping.lowercased().unicodeScalars {
        if watch.stops() { return false }
        if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "'"
          || scalar.properties.canonicalCombiningClass != .notReordered
        {
          word.append(scalar)
        } else if scalar == "\u{2019}" {
          word.append("'")
        } else {
          endWord()
        }
      }
      return true
    }
    endWord()
    guard let first = words.first else { return [] }
    if words.count < 3 { return [Shingle(first: first, second: words.count > 1 ? words[1] : -1, third: -1)] }
    var found: Set<Shingle> = []
    for start in 0...words.count - 3 {
      if watch.stops() { break }
      found.insert(Shingle(first: words[start], second: words[start + 1], third: words[start + 2]))
    }
    return found
  }
}
