// A table from names to small values, as an array with a place for each symbol: asking it costs a load, where a
// dictionary has to hash. It grows to the highest symbol that it holds; symbols are numbered from 1 upward without
// gaps, so that this is no larger than the interner.

import KindlySource

struct SymbolMap<Value> {
  private var places: [Value?] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// The names that have a value, in the order of their symbols.
  var keys: [Symbol] {
    places.indices.filter { places[$0] != nil }.map { Symbol(rawValue: UInt32($0)) }
  }

  @inline(__always)
  subscript(symbol: Symbol) -> Value? {
    get {
      let place = Int(symbol.rawValue)
      return place < places.count ? places[place] : nil
    }
    set {
      let place = Int(symbol.rawValue)
      if place >= places.count {
        if newValue == nil { return }
        places.append(contentsOf: repeatElement(nil, count: place + 1 - places.count))
      }
      count += (newValue == nil ? 0 : 1) - (places[place] == nil ? 0 : 1)
      places[place] = newValue
    }
  }
}
