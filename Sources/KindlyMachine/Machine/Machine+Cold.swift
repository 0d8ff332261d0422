// What the loop calls when something rare happens: collections, growth, looking at the clock, compiling a function at
// its first call, errors on their way to a handler.

import KindlyChecker
import KindlySource

extension Machine {
  static let ticksPerLook: Int32 = 4096

  /// Looks whether the run should stop.
  func look() throws(Fault) { try watch.look() }

  /// One step of work that grows with what a program gives its host; fails where the run is to end.
  public func step() throws(RuntimeError) {
    do { try watch.step() } catch { throw RuntimeError(error, at: nil) }
  }

  /// Whether the run should stop: somebody said so, or its time is over.
  public var isAskedToStop: Bool {
    do {
      try look()
      return false
    } catch {
      return true
    }
  }

  /// Looks whether the run should stop, before it begins or when it has ended.
  public func stopIfAsked() throws(RuntimeError) {
    do {
      try look()
    } catch {
      throw RuntimeError(error, at: nil)
    }
  }

  /// Before a call that found no room, or at a tick.
  @inline(never)
  func prepareCall(
    _ wordEnd: UnsafeMutablePointer<Int64>, _ refEnd: UnsafeMutablePointer<Int64>
  ) throws(Fault) {
    try look()
    if state.pointee.frame >= state.pointee.lastFrame { throw .tooDeep }
    guard state.pointee.reserve(wordEnd, refEnd) else { throw .tooDeep }
  }

  /// Compiles the function whose frame has just been made, and goes on at its first instruction.
  @inline(never)
  func compileRunning() throws(Fault) {
    let number = state.pointee.frame.pointee.function
    let entry = try compiled(number)
    guard state.pointee.reserve(state.pointee.w + Int(entry.words), state.pointee.r + Int(entry.refs)) else {
      throw .tooDeep
    }
    state.pointee.pc = entry.code
  }

  @discardableResult
  func compiled(_ number: Int) throws(Fault) -> FunctionEntry {
    state.pointee.growFunctions(to: program.environment.functions.count)
    if codes[number] == nil {
      let unit = program.environment.units[program.environment.functions[number].unit]
      guard
        let code = FunctionCompiler.compile(FunctionID(number), unit: unit, program: program, ownsGlobals: false)
      else {
        try look()
        throw .functionTooLarge
      }
      try verify(code)
      install(code, number)
    }
    return state.pointee.functions[number]
  }

  /// Refuses code that the machine must not run, where it is told to look.
  func verify(_ code: FunctionCode) throws(Fault) {
    guard verifiesCode, let complaint = CodeVerifier.complaint(about: code, in: program) else { return }
    throw .unsoundCode(complaint)
  }

  func install(_ code: FunctionCode, _ number: Int) {
    state.pointee.growFunctions(to: max(number + 1, program.environment.functions.count))
    codes[number] = code
    state.pointee.functions[number] = FunctionEntry(
      code: UnsafePointer(code.code), words: Int32(code.wordRegisters), refs: Int32(code.refRegisters))
    takeConstants()
  }

  /// Makes the constants that compiling has added.
  private func takeConstants() {
    for constant in program.constants[state.pointee.constantCount...] {
      switch constant {
      case .text(let text): state.pointee.addConstant(state.pointee.heap.newText(text).bits)
      case .duration(let months, let days, let businessDays, let seconds, let parts):
        let ref = state.pointee.heap.allocate(.duration, payload: 32, count: 4, extra: UInt64(parts))
        for (index, part) in [months, days, businessDays, seconds].enumerated() { ref.slots[index] = Int64(part) }
        state.pointee.addConstant(ref.bits)
      }
    }
  }

  // MARK: - Memory

  /// Collects what nothing refers to: roots are the globals and the windows in use, which begin the file of
  /// references, and the constants.
  @inline(never)
  func collect() throws(Fault) {
    let s = state
    let running = s.pointee.frame.pointee.function
    let end = s.pointee.r + (codes[running]?.refRegisters ?? 1)
    let used = min(end, s.pointee.refTop) - s.pointee.refs
    s.pointee.heap.beginCollection()
    s.pointee.heap.mark(s.pointee.refs, count: used)
    s.pointee.heap.mark(s.pointee.constants, count: s.pointee.constantCount)
    s.pointee.heap.endCollection()
    let unused = s.pointee.refTop - s.pointee.refs - used
    if unused > 0 { (s.pointee.refs + used).update(repeating: 0, count: unused) }
    if s.pointee.heap.held > s.pointee.heap.limit { throw .outOfMemory }
  }

  /// Fails where an object of so many bytes would be too much; collects first where that may help. For natives before
  /// they make anything, while all that they need stands in the windows.
  func admit(_ bytes: Int) throws(Fault) {
    let s = state
    if bytes < 1 << 20 || s.pointee.heap.held + bytes <= s.pointee.heap.limit { return }
    try collect()
    if s.pointee.heap.held + bytes > s.pointee.heap.limit { throw .outOfMemory }
  }

  @inline(never)
  func checkGrowth(_ list: Ref) throws(Fault) {
    if list.count >= Heap.maximumElements { throw .listTooLong }
    if state.pointee.heap.isPending { try collect() }
    if list.count > 0, list.count == list.buffer.capacity { try admit(list.count * 9) }
  }

  @inline(never)
  func checkTextLength(_ count: Int) throws(Fault) {
    if count > Heap.maximumTextBytes { throw .textTooLong }
    if state.pointee.heap.isPending { try collect() }
    if count > state.pointee.heap.longText { try admit(count * 2) }
  }

  /// A list with one more element, for a variable that shares its list with others: a short one is copied and belongs
  /// to the variable from now on.
  @inline(never)
  func appended(_ list: Ref, _ word: Int64) -> Ref {
    guard list.count <= 32 else { return state.pointee.heap.appending(list, word) }
    let copy = state.pointee.heap.ownedCopy(ofList: list)
    state.pointee.heap.push(copy, word)
    return copy
  }

  // MARK: - Small cold work

  @inline(never)
  func position(_ index: Int64, in list: Ref) throws(Fault) -> Int {
    let count = list.count
    if index < 0, index >= -Int64(count) { return count + Int(index) }
    throw .indexOutOfRange(index: index, count: count, isText: false)
  }

  @inline(never)
  func flooredDivision(_ a: Double, _ b: Double, isModulo: Bool) throws(Fault) -> Double {
    if b == 0 { throw .divisionByZero }
    let result: Double
    if isModulo {
      let rest = a.truncatingRemainder(dividingBy: b)
      result = rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
    } else {
      result = (a / b).rounded(.down)
    }
    if !result.isFinite { throw .notFinite }
    return result
  }

  // MARK: - Errors

  /// Where the saved state is, in the source.
  func currentSpan() -> Span? { span(of: state.pointee.frame, at: state.pointee.pc) }

  private func span(of frame: UnsafeMutablePointer<Frame>, at pc: UnsafePointer<Instruction>) -> Span? {
    guard let code = codes[frame.pointee.function] else { return nil }
    let index = pc - UnsafePointer(code.code) - 1
    return index >= 0 && index <= code.count ? code.span(at: index) : nil
  }

  /// The error of a fault at the saved state, with the calls down to the base of this run. Of a deep recursion the
  /// calls in the middle are counted only.
  func error(_ fault: Fault, base: UnsafeMutablePointer<Frame>) -> RuntimeError {
    let top = state.pointee.frame
    let depth = max(0, top - base)
    let isLong = depth > RuntimeError.innermost + RuntimeError.outermost + 1
    let left = isLong ? RuntimeError.innermost..<(depth - RuntimeError.outermost) : 0..<0
    var trail: [RuntimeError.Call] = []
    var names: Set<String> = []
    for index in 0..<depth {
      let frame = top - index
      let name = codes[frame.pointee.function]?.name ?? ""
      if left.contains(index) {
        names.insert(name)
      } else {
        trail.append(.init(function: name, span: span(of: frame - 1, at: frame.pointee.returnPC)))
      }
    }
    return RuntimeError(
      fault, at: currentSpan(), trail: trail, omitted: (left.count, names.count == 1 ? names.first : nil))
  }

  /// Puts the machine at the handler of a fault, if a `try` is under way above the base of this run.
  func catches(_ fault: Fault, base: UnsafeMutablePointer<Frame>) -> Bool {
    guard fault.isCatchable else { return false }
    var frame = state.pointee.frame
    var (pc, w, r) = (state.pointee.pc, state.pointee.w, state.pointee.r)
    while frame >= base {
      if let code = codes[frame.pointee.function] {
        let start = UnsafePointer(code.code)
        if let handler = code.handler(at: pc - start - 1) {
          state.pointee.pc = start + handler.target
          state.pointee.w = w
          state.pointee.r = r
          state.pointee.frame = frame
          r[handler.register] = errorRecord(fault).bits
          return true
        }
      }
      pc = frame.pointee.returnPC
      w -= frame.pointee.call.a
      r -= frame.pointee.call.b
      frame -= 1
    }
    return false
  }

  /// What `catch e` gives: a record of two texts, `code` and `message`.
  private func errorRecord(_ fault: Fault) -> Ref {
    let code = state.pointee.heap.newText(RuntimeError(fault, at: nil).code.description)
    let message = state.pointee.heap.newText(fault.message)
    let record = state.pointee.heap.newRecord(refs: 2, words: 0)
    record.slots[0] = code.bits
    record.slots[1] = message.bits
    return record
  }
}
