// The natives: what instruction `native` asks for. Arguments stand at the beginning of the two windows, the result
// replaces the first of its file. A native never collects, so that it may hold references; the loop has looked before.

import KindlyCatalog
import KindlyChecker
import KindlySyntax
import KindlyTime

typealias Window = UnsafeMutablePointer<Int64>

extension Machine {
  @inline(never)
  func perform(_ work: Native, _ w: Window, _ r: Window, _ data: UInt64) throws(Fault) {
    let type = TypeID(rawValue: UInt32(truncatingIfNeeded: data))
    switch work {
    case .builtin: try builtin(data, w, r)
    case .text: try makeText(type, isInside: data >> 32 != 0, w, r)
    case .texts: try joinTexts(Int(data), r)
    case .equal: w[0] = comparison.areEqual(r[0], r[1], type) ? 1 : 0
    case .compare:
      do { w[0] = try comparison.compare(r[0], r[1], type) } catch { throw .time(error) }
    case .listHolds: listHolds(type, w, r)
    case .textHolds: w[0] = Texts.holds(Ref(r[1]), Ref(r[0]), watch) ? 1 : 0
    case .characterAt: try character(at: w[0], r)
    case .range: try range(w[0], w[1], r)
    case .concatLists:
      let (first, second) = (Ref(r[0]), Ref(r[1]))
      guard first.count + second.count <= Heap.maximumElements else { throw .listTooLong }
      try admit((first.count + second.count) * 8)
      r[0] = state.pointee.heap.joining(first, second).bits
    case .joinMaps: try joinMaps(r)
    case .removeKey: removeKey(w, r)
    case .datePlusPeriod, .datePlusDuration, .dateTimePlus, .dateMinusPeriod, .dateMinusDuration, .dateTimeMinus,
      .durationPlus, .durationMinus, .durationTimesInt, .durationTimesNumber, .durationDivided, .durationNegated,
      .durationPart,
      .daysBetween, .secondsBetween, .dateOf, .atTime, .clock, .weekday, .daysAgo, .daysFromNow, .ago, .fromNow,
      .dateTime:
      do {
        try time(work, w, r, data)
      } catch let error as TimeError {
        throw .time(error)
      } catch let error as Fault {
        throw error
      } catch {
        throw .failed("\(error)")
      }
    case .sort: try sort(program.sortPlans[Int(data)], r)
    case .distinct: try distinct(type, r)
    case .reverse:
      let list = Ref(r[0])
      try admit(list.count * 8)
      let reversed = state.pointee.heap.newList(ofRefs: list.isListOfRefs, capacity: list.count)
      for index in stride(from: list.count - 1, through: 0, by: -1) {
        try watch.step()
        state.pointee.heap.push(reversed, list.element(index))
      }
      r[0] = reversed.bits
    case .group: try group(program.sortPlans[Int(data)], r)
    case .matches: try matches(type, r)
    case .lastOf:
      let list = Ref(r[0])
      let count = Int(max(0, min(w[0], Int64(list.count))))
      r[0] = state.pointee.heap.slice(list, list.count - count..<list.count).bits
    case .raise:
      switch RaisedFault(rawValue: UInt16(truncatingIfNeeded: data)) {
      case .durationOverflow: throw .time(.overflow)
      case .noMatch: throw .noMatch
      case .isNothing: throw .wrongValue(wanted: "there")
      case .notSupported, nil: throw .notSupported("this")
      }
    case .fail: throw .failed(Ref(r[0]).string)
    case .expectFailed:
      throw .unmet(expectation(program.expectPlans[Int(data)], r))
    case .enterMoment:
      if case .dateTime(let moment) = try value(of: w[0], .dateTime) {
        try asking { try self.host.enterMoment(moment) }
      }
    case .leaveMoments: host.leaveMoments(downTo: Int(data))
    case .row, .source, .field, .setField, .declare, .me, .scriptArguments, .draft, .command, .act, .search, .update,
      .ask, .page, .explain, .chart, .show, .render, .save:
      try store(work, w, r, data)
    case .letter: break
    }
  }

  var comparison: Comparison { Comparison(layouts: program.layouts, watch: watch) }

  // MARK: - Texts

  func withPrinter(_ work: (inout ValuePrinter) throws -> Void) throws(Fault) {
    var made = ValuePrinter(zone: host.now.zone) { [host] in try host.handle($0, $1) }
    made.step = { [watch] in try watch.step() }
    try asking { try work(&made) }
    printed = made.bytes
  }

  private func makeText(_ type: TypeID, isInside: Bool, _ w: Window, _ r: Window) throws(Fault) {
    let word = program.layouts.bank(type) == .word ? w[0] : r[0]
    if type == .int {
      r[0] = textOfInt(word).bits
      return
    }
    try withPrinter { try $0.print(word, type, self.program.layouts, isInside: isInside) }
    guard printed.count <= Heap.maximumTextBytes else { throw .textTooLong }
    r[0] = state.pointee.heap.newText(printed).bits
  }

  private func textOfInt(_ number: Int64) -> Ref {
    withDigits(of: number) { state.pointee.heap.newText($0) }
  }

  private func joinTexts(_ count: Int, _ r: Window) throws(Fault) {
    var total = 0
    for index in 0..<count { total += Ref(r[index]).count }
    guard total <= Heap.maximumTextBytes else { throw .textTooLong }
    let text = state.pointee.heap.newText(count: total)
    var target = text.textStart
    for index in 0..<count {
      let part = Ref(r[index])
      target.update(from: part.textStart, count: part.count)
      target += part.count
    }
    r[0] = text.bits
  }

  private func character(at index: Int64, _ r: Window) throws(Fault) {
    let text = Ref(r[0])
    // Only from the end do all characters have to be counted.
    let fromEnd = index < 0 ? Texts.length(text, watch) : 0
    let (position, overflow) = index.addingReportingOverflow(Int64(fromEnd))
    guard !overflow, position >= 0 else { throw .indexOutOfRange(index: index, count: fromEnd, isText: true) }
    let start = Texts.bytes(text, ofCharacters: Int(position), watch)
    let rest = Bytes(rebasing: text.bytes[start...])
    guard let character = String(decoding: rest.prefix(Self.longestLook(rest)), as: UTF8.self).first else {
      throw .indexOutOfRange(index: index, count: Texts.length(text, watch), isText: true)
    }
    r[0] = state.pointee.heap.newText(String(character)).bits
  }

  /// How many bytes to read to have the first character whole: up to where it certainly ends.
  private static func longestLook(_ bytes: Bytes) -> Int {
    if bytes.count < 2 || bytes[0] < 0x80 && bytes[1] < 0x80 && bytes[0] != 13 { return min(1, bytes.count) }
    return TextPieces.end(bytes, from: 0)
  }

  // MARK: - Lists

  private func listHolds(_ element: TypeID, _ w: Window, _ r: Window) {
    let isRef = program.layouts.bank(element) == .ref
    let value = isRef ? r[0] : w[0]
    let list = Ref(isRef ? r[1] : r[0])
    let comparison = comparison
    let found = (0..<list.count).contains {
      watch.stops() || comparison.areEqual(list.element($0), value, element)
    }
    w[0] = found ? 1 : 0
  }

  private func range(_ from: Int64, _ to: Int64, _ r: Window) throws(Fault) {
    guard from <= to else {
      r[0] = state.pointee.heap.newList(ofRefs: false, capacity: 0).bits
      return
    }
    let (span, overflow) = to.subtractingReportingOverflow(from)
    guard !overflow, span < Int64(Heap.maximumElements) else { throw .listTooLong }
    try admit(Int(span) * 8)
    let list = state.pointee.heap.newList(ofRefs: false, capacity: Int(span) + 1)
    for offset in 0...span {
      try watch.step()
      state.pointee.heap.push(list, from + offset)
    }
    r[0] = list.bits
  }
}
