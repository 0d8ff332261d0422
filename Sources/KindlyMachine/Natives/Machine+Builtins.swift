// The built-in functions. The switch has no default: a built-in of the catalog that is not here does not compile.
// Overloads are told apart by the type of the first argument.

import KindlyCatalog
import KindlyTime

extension Machine {
  func builtin(_ data: UInt64, _ w: Window, _ r: Window) throws(Fault) {
    let builtin = builtins[Int(UInt16(truncatingIfNeeded: data))]
    let type = TypeID(rawValue: UInt32(truncatingIfNeeded: data >> 32))
    switch builtin {
    case .print: try print(type, w, r)
    case .text: try perform(.text, w, r, UInt64(type.rawValue))

    // MARK: Texts
    case .length: w[0] = isList(type) ? Int64(Ref(r[0]).count) : Int64(Texts.length(Ref(r[0])))
    case .lower: changeCase(r, isUpper: false)
    case .upper: changeCase(r, isUpper: true)
    case .trim: trim(r)
    case .split: try split(r)
    case .join: try join(r)
    case .replace: try replace(r)
    case .startsWith: w[0] = affix(r, isPrefix: true) ? 1 : 0
    case .endsWith: w[0] = affix(r, isPrefix: false) ? 1 : 0
    case .contains:
      if isList(type) { listContains(type, w, r) } else { w[0] = Texts.holds(Ref(r[0]), Ref(r[1])) ? 1 : 0 }
    case .words: pieces(r) { $0.split(whereSeparator: \.isWhitespace) }
    case .lines: splitLines(r)
    case .similarity: w[0] = bits(similarity(Ref(r[0]).string, Ref(r[1]).string))

    // MARK: Numbers
    case .abs:
      if type == .int {
        guard w[0] != .min else { throw .integerOverflow }
        w[0] = Swift.abs(w[0])
      } else {
        w[0] = bits(Swift.abs(number(w[0])))
      }
    case .min:
      if type == .number { w[0] = bits(Swift.min(number(w[0]), number(w[1]))) } else { w[0] = Swift.min(w[0], w[1]) }
    case .max:
      if type == .number { w[0] = bits(Swift.max(number(w[0]), number(w[1]))) } else { w[0] = Swift.max(w[0], w[1]) }
    case .round: w[0] = try whole(number(w[0]).rounded(.toNearestOrAwayFromZero))
    case .floor: w[0] = try whole(number(w[0]).rounded(.down))
    case .ceil: w[0] = try whole(number(w[0]).rounded(.up))

    // MARK: Time
    case .dateOf: w[0] = Int64(DateTime(packed: w[0]).date.days)
    case .timeOf: w[0] = Int64(DateTime(packed: w[0]).time.seconds)
    case .format: try format(type, w, r)
    case .year: w[0] = Int64(date(w[0], type).year)
    case .month: w[0] = Int64(date(w[0], type).month)
    case .day: w[0] = Int64(date(w[0], type).day)
    case .weekday: w[0] = Int64(date(w[0], type).weekday.rawValue - 1)
    case .hour: w[0] = Int64(clock(w[0], type).hour)
    case .minute: w[0] = Int64(clock(w[0], type).minute)
    case .totalDays: try total(w, r) { duration throws(TimeError) in try duration.totalDays() }
    case .totalHours: try total(w, r) { duration throws(TimeError) in try duration.totalHours() }
    case .totalMinutes: try total(w, r) { duration throws(TimeError) in try duration.totalMinutes() }
    case .inZone:
      let zone = try zone(named: Ref(r[0]).string)
      do { w[0] = try DateTime(packed: w[0]).inZone(zone).packed } catch { throw .time(error) }
    }
  }

  private func isList(_ type: TypeID) -> Bool {
    if case .list = program.layouts[type].shape { return true }
    return false
  }

  private func number(_ word: Int64) -> Double { Double(bitPattern: UInt64(bitPattern: word)) }
  private func bits(_ number: Double) -> Int64 { Int64(bitPattern: number.bitPattern) }

  private func whole(_ number: Double) throws(Fault) -> Int64 {
    guard let whole = Int64(exactly: number) else { throw .notWhole(number) }
    return whole
  }

  // MARK: - Printing

  private func print(_ type: TypeID, _ w: Window, _ r: Window) throws(Fault) {
    let layout = program.layouts[type]
    switch layout.shape {
    case .text where r[0] != 0: output.append(contentsOf: Ref(r[0]).bytes)
    case .int where !layout.isOptional: appendDigits(w[0])
    default:
      let word = layout.bank == .word ? w[0] : r[0]
      try withPrinter { try $0.print(word, type, self.program.layouts) }
      output.append(contentsOf: printed)
    }
    output.append(10)
    r[0] = 0
    if output.count > 1 << 15 { try flushOutput() }
  }

  private func appendDigits(_ number: Int64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
      var index = 20
      var rest = number.magnitude
      repeat {
        index -= 1
        buffer[index] = 48 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if number < 0 {
        index -= 1
        buffer[index] = 45
      }
      output.append(contentsOf: buffer[index...])
    }
  }

  // MARK: - Lists

  private func listContains(_ type: TypeID, _ w: Window, _ r: Window) {
    guard case .list(let element) = program.layouts[type].shape else { return }
    let list = Ref(r[0])
    let value = program.layouts.bank(element) == .ref ? r[1] : w[0]
    let comparison = comparison
    for index in 0..<list.count where comparison.areEqual(list.element(index), value, element) {
      w[0] = 1
      return
    }
    w[0] = 0
  }

  // MARK: - Time

  private func date(_ word: Int64, _ type: TypeID) -> CivilDate {
    type == .dateTime ? DateTime(packed: word).date : CivilDate(trusted: Int(word))
  }

  private func clock(_ word: Int64, _ type: TypeID) -> TimeOfDay {
    type == .dateTime ? DateTime(packed: word).time : TimeOfDay(trusted: Int(word))
  }

  private func format(_ type: TypeID, _ w: Window, _ r: Window) throws(Fault) {
    let pattern = Ref(r[0]).string
    let text: String
    do {
      let pattern = try LDMLPattern(pattern)
      switch type {
      case .dateTime: text = try pattern.format(DateTime(packed: w[0]))
      case .time: text = try pattern.format(TimeOfDay(trusted: Int(w[0])))
      default: text = try pattern.format(CivilDate(trusted: Int(w[0])))
      }
    } catch {
      throw .time(error)
    }
    r[0] = state.pointee.heap.newText(text).bits
  }

  private func total(_ w: Window, _ r: Window, _ ask: (Duration) throws(TimeError) -> Double) throws(Fault) {
    do { w[0] = bits(try ask(Ref(r[0]).duration)) } catch { throw .time(error) }
  }
}
