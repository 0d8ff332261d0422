// One compiled function: its instructions, how many registers it needs, where in the source each instruction comes
// from, and where errors of its `try` blocks are caught. Made by `CodeBuilder`, read by the machine.

import KindlySource

final class FunctionCode {
  struct Handler {
    /// The instructions it guards, by their index.
    let range: Range<Int>
    let target: Int
    /// The reference register that gets the error.
    let register: Int
  }

  struct Place {
    /// The first instruction that comes from the place.
    let start: Int
    let span: Span
  }

  let name: String
  let code: UnsafeMutablePointer<Instruction>
  let count: Int
  let wordRegisters: Int
  let refRegisters: Int
  let places: [Place]
  /// Inner ones first.
  let handlers: [Handler]

  init(
    name: String, code: [Instruction], wordRegisters: Int, refRegisters: Int, places: [Place], handlers: [Handler]
  ) {
    self.name = name
    self.count = code.count
    self.code = .allocate(capacity: code.count)
    self.code.initialize(from: code, count: code.count)
    self.wordRegisters = wordRegisters
    self.refRegisters = refRegisters
    self.places = places
    self.handlers = handlers
  }

  deinit { code.deallocate() }

  /// Where the instruction at an index comes from.
  func span(at index: Int) -> Span? {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].start <= index { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : places[low - 1].span
  }

  func handler(at index: Int) -> Handler? { handlers.first { $0.range.contains(index) } }
}
