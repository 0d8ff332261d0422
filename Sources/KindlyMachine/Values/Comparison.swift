// Equality, order and hashes of values of any type: the type says how their words are read. Lists and records are
// compared element by element, as deep as their type is.

import KindlyCatalog
import KindlyTime

struct Comparison {
  let layouts: Layouts
  /// What it cuts short is worth nothing; whoever compares looks at it.
  let watch: RunWatch

  func areEqual(_ a: Int64, _ b: Int64, _ type: TypeID) -> Bool {
    let layout = layouts[type]
    if layout.isOptional || layout.bank == .ref {
      let (x, y) = (layout.isNothing(a), layout.isNothing(b))
      if x || y { return x && y }
    }
    switch layout.shape {
    case .nothing: return true
    case .bool, .date, .time, .noun, .enumeration: return a == b
    case .int: return layout.isOptional ? Ref(a).slots[0] == Ref(b).slots[0] : a == b
    case .number: return Double(bitPattern: UInt64(bitPattern: a)) == Double(bitPattern: UInt64(bitPattern: b))
    case .dateTime: return a >> 16 == b >> 16
    case .text: return Texts.areEqual(Ref(a), Ref(b), watch)
    case .duration: return Ref(a).duration == Ref(b).duration
    case .function: return a == b
    case .list(let element):
      let (x, y) = (Ref(a), Ref(b))
      guard x.count == y.count else { return false }
      for index in 0..<x.count {
        if watch.stops() || !areEqual(x.element(index), y.element(index), element) { return false }
      }
      return true
    case .map(_, let value): return areEqualMaps(Ref(a), Ref(b), values: value)
    case .record:
      for field in layout.fields {
        if !areEqual(Ref(a).slots[field.slot], Ref(b).slots[field.slot], field.type) { return false }
      }
      return true
    }
  }

  /// -1, 0 or 1; 2 where one of them is nothing.
  func compare(_ a: Int64, _ b: Int64, _ type: TypeID) throws(TimeError) -> Int64 {
    let layout = layouts[type]
    if layout.isNothing(a) || layout.isNothing(b) { return 2 }
    func sign(_ less: Bool, _ equal: Bool) -> Int64 { less ? -1 : equal ? 0 : 1 }
    switch layout.shape {
    case .int where layout.isOptional:
      let (x, y) = (Ref(a).slots[0], Ref(b).slots[0])
      return sign(x < y, x == y)
    case .number:
      let (x, y) = (Double(bitPattern: UInt64(bitPattern: a)), Double(bitPattern: UInt64(bitPattern: b)))
      return sign(x < y, x == y)
    case .dateTime: return sign(a >> 16 < b >> 16, a >> 16 == b >> 16)
    case .text:
      let order = Texts.compare(Ref(a), Ref(b), watch)
      return sign(order < 0, order == 0)
    case .duration:
      let order = try Duration.compare(Ref(a).duration, Ref(b).duration)
      return sign(order < 0, order == 0)
    default: return sign(a < b, a == b)
    }
  }

  func hash(_ word: Int64, _ type: TypeID) -> UInt64 {
    let layout = layouts[type]
    if layout.isNothing(word) || (layout.bank == .ref && word == 0) { return 7 }
    switch layout.shape {
    case .nothing, .function: return 7
    case .int where layout.isOptional: return mix(UInt64(bitPattern: Ref(word).slots[0]))
    case .number:
      let number = Double(bitPattern: UInt64(bitPattern: word))
      return mix(number == 0 ? 0 : number.bitPattern)
    case .dateTime: return mix(UInt64(bitPattern: word >> 16))
    case .text: return Texts.hash(Ref(word), watch)
    case .duration: return UInt64(bitPattern: Int64(Ref(word).duration.hashValue))
    case .list(let element):
      let list = Ref(word)
      var hash: UInt64 = 17
      for index in 0..<list.count {
        if watch.stops() { return hash }
        hash = mix(hash &* 31 &+ self.hash(list.element(index), element))
      }
      return hash
    case .map(let key, let value): return hash(ofMap: Ref(word), keys: key, values: value)
    case .record:
      return layout.fields.reduce(19) { mix($0 &* 31 &+ hash(Ref(word).slots[$1.slot], $1.type)) }
    default: return mix(UInt64(bitPattern: word))
    }
  }

  private func mix(_ bits: UInt64) -> UInt64 { HashMixing.mix(bits ^ HashMixing.seed) }
}
