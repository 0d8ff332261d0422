// The machine of one session: runs units one after the other, and answers calls of single functions, also while a run
// is inside a host call. It knows the outside through its host alone.
// Invariant: at rest the frame is the first one and the windows begin behind the globals.

import KindlyCatalog
import KindlyChecker
import KindlyPatterns
import KindlySource
import KindlyTime

public final class Machine {
  public let host: Host
  /// What ends the run from outside.
  public let limit: RunLimit
  /// Stops the run when raised.
  public var interrupt: InterruptFlag { limit.interrupt }
  /// The words of a place in a source, for what an `expect` tells of its parts.
  public var quote: (Span) -> String = { _ in "" }
  /// When this machine has to be done, if that is sooner than the run's own limit.
  public var deadline: ContinuousClock.Instant? {
    get { watch.deadline }
    set { watch.deadline = newValue }
  }

  /// Whether each function's code is checked once more before it runs; see `CodeVerifier`.
  public var verifiesCode = Machine.isDebugBuild

  #if DEBUG
    public static let isDebugBuild = true
  #else
    public static let isDebugBuild = false
  #endif

  let watch: RunWatch
  let program: Program
  let builtins = Builtin.allCases
  let state: UnsafeMutablePointer<MachineState>
  /// The compiled functions by their number.
  var codes: [Int: FunctionCode] = [:]
  /// What the program has printed and the host has not been given yet.
  var output: [UInt8] = []
  /// Where random numbers come from; begun anew by each run.
  var chance = Chance(seed: 0)
  /// Patterns that have been looked for, by what was written.
  var patterns: [String: Pattern] = [:]
  /// What the printer made last.
  var printed: [UInt8] = []
  private var depth = 0
  static let maximumNesting = 64

  public init(environment: Environment, host: Host, limit: RunLimit = RunLimit()) {
    self.host = host
    self.limit = limit
    program = Program(environment: environment)
    state = .allocate(capacity: 1)
    state.initialize(to: MachineState())
    watch = RunWatch(limit, MemoryBudget(state))
    program.isAskedToStop = { [unowned self] in isAskedToStop }
  }

  deinit {
    state.pointee.release()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Collects at every chance, to find references that are not rooted. For tests.
  public var isStressed: Bool {
    get { state.pointee.heap.isStressed }
    set {
      state.pointee.heap.isStressed = newValue
      state.pointee.heap.isPending = newValue
    }
  }

  /// Bytes that the process may use while a program runs.
  public var maximumMemory: Int {
    get { watch.memory.maximum }
    set { watch.memory.maximum = newValue }
  }

  /// Bytes that the heap may hold, of those.
  public var memoryLimit: Int {
    get { state.pointee.heap.limit }
    set { state.pointee.heap.limit = newValue }
  }

  public var collections: Int { state.pointee.heap.collections }

  /// The code of a function that has been called, one instruction a line.
  public func listing(of function: FunctionID) -> String { codes[function.rawValue]?.listing ?? "" }

  /// The error of a run that gets no more memory, where it is now; nil while nothing runs.
  public var exhaustion: RuntimeError? { depth > 0 ? error(.outOfMemory, base: state.pointee.frames + 1) : nil }

  // MARK: - Running

  /// Runs the statements of a unit; gives the value of the last expression and its type.
  ///
  /// Its functions are compiled when they are first called. Fails with `busy` while another unit runs.
  public func run(_ unit: CheckedUnit) throws(RuntimeError) -> (Value, TypeID) { try run(unit, from: unit.entry) }

  /// Makes the constants of a unit that may only look, and runs nothing else of it. For tests.
  public func makeConstants(of unit: CheckedUnit) throws(RuntimeError) {
    if let entry = unit.constantsEntry { _ = try run(unit, from: entry) }
  }

  private func run(_ unit: CheckedUnit, from entry: FunctionID) throws(RuntimeError) -> (Value, TypeID) {
    guard depth == 0 else { throw RuntimeError(.busy, at: nil) }
    placeGlobals()
    state.pointee.growFunctions(to: program.environment.functions.count)
    // The top level has the globals as its own registers, unless they are more than an instruction can name: then its
    // registers lie behind them, as a function's do.
    let ownsGlobals = program.globalWords < 30_000 && program.globalRefs < 30_000
    guard let code = FunctionCompiler.compile(entry, unit: unit, program: program, ownsGlobals: ownsGlobals)
    else {
      try stopIfAsked()
      throw RuntimeError(.functionTooLarge, at: nil)
    }
    do {
      try verify(code)
    } catch {
      throw RuntimeError(error, at: code.span(at: 0))
    }
    install(code, entry.rawValue)
    let type = program.environment.function(entry).result
    // At the prompt each entry is a run of its own: the clock alone would give them all the same numbers.
    chance = Chance(seed: UInt64(bitPattern: host.now.packed) &+ UInt64(unit.number) &* 0x2545_F491_4F6C_DD1D)
    let value = try begin(
      entry.rawValue, w: state.pointee.words + (ownsGlobals ? 0 : program.globalWords),
      r: state.pointee.refs + (ownsGlobals ? 0 : program.globalRefs), result: type, arguments: [])
    return (value, type)
  }

  /// Calls one function with values; they must be of the types of its parameters.
  public func call(_ function: FunctionID, _ arguments: [Value]) throws(RuntimeError) -> Value {
    let info = program.environment.function(function)
    guard arguments.count == info.parameterTypes.count, depth < Machine.maximumNesting else {
      throw RuntimeError(depth < Machine.maximumNesting ? .wrongValue(wanted: "an argument") : .tooDeep, at: nil)
    }
    placeGlobals()
    do {
      try compiled(function.rawValue)
    } catch {
      throw RuntimeError(error, at: nil)
    }
    let s = state
    var w = s.pointee.words + program.globalWords
    var r = s.pointee.refs + program.globalRefs
    if depth > 0, let running = codes[s.pointee.frame.pointee.function] {
      w = s.pointee.w + running.wordRegisters
      r = s.pointee.r + running.refRegisters
    }
    return try begin(
      function.rawValue, w: w, r: r, result: info.result, arguments: Array(zip(arguments, info.parameterTypes)))
  }

  /// The letter that a template writes.
  public func letter(template: FunctionID, arguments: [Value]) throws(RuntimeError) -> Letter {
    guard case .record(let fields) = try call(template, arguments) else {
      throw RuntimeError(.wrongValue(wanted: "a letter"), at: nil)
    }
    func text(_ name: String) -> String {
      if case .text(let text) = fields.first(where: { $0.name == name })?.value { return text }
      return ""
    }
    return Letter(subject: text("subject"), body: text("body"))
  }

  /// Hands on what has been printed.
  public func flush() throws {
    guard !output.isEmpty else { return }
    let bytes = output
    output.removeAll(keepingCapacity: true)
    try bytes.withUnsafeBytes { try host.write($0) }
  }

  /// The value as `print` prints it.
  public func text(of value: Value) throws -> String {
    var printer = ValuePrinter(zone: host.now.zone) { try self.host.handle($0, $1) }
    try printer.print(value)
    return printer.text
  }

  private func placeGlobals() {
    let (words, refs) = (program.globalWords, program.globalRefs)
    program.placeGlobals()
    let s = state
    // Room for them, whatever the first function needs.
    _ = s.pointee.reserve(s.pointee.words + program.globalWords, s.pointee.refs + program.globalRefs)
    if depth == 0 {
      for index in words..<program.globalWords { s.pointee.words[index] = 0 }
      for index in refs..<program.globalRefs { s.pointee.refs[index] = 0 }
    }
  }

  /// Puts a function's frame above what is running and runs it to its end.
  private func begin(
    _ function: Int, w: UnsafeMutablePointer<Int64>, r: UnsafeMutablePointer<Int64>, result: TypeID,
    arguments: [(Value, TypeID)]
  ) throws(RuntimeError) -> Value {
    let s = state
    let saved = (s.pointee.pc, s.pointee.w, s.pointee.r, s.pointee.frame)
    watch.memory.isInNative = false
    let entry = s.pointee.functions[function]
    guard saved.3 < s.pointee.lastFrame, s.pointee.reserve(w + Int(entry.words), r + Int(entry.refs)) else {
      throw RuntimeError(.tooDeep, at: nil)
    }
    depth += 1
    defer {
      depth -= 1
      (s.pointee.pc, s.pointee.w, s.pointee.r, s.pointee.frame) = saved
    }
    let base = saved.3 + 1
    do {
      var (words, refs) = (w, r)
      for (value, type) in arguments {
        let word = try word(of: value, type)
        switch program.layouts.bank(type) {
        case .word:
          words.pointee = word
          words += 1
        case .ref:
          refs.pointee = word
          refs += 1
        }
      }
    } catch {
      throw RuntimeError(error, at: nil)
    }
    base.pointee = Frame(returnPC: UnsafePointer(s.pointee.stubs + 2), function: function)
    (s.pointee.pc, s.pointee.w, s.pointee.r, s.pointee.frame) = (entry.code, w, r, base)
    try runToEnd(base)
    do {
      let word = program.layouts.bank(result) == .word ? w[0] : r[0]
      let value = try value(of: word, result)
      if depth == 1 { try flushOutput() }
      return value
    } catch {
      throw RuntimeError(error, at: nil)
    }
  }

  private func runToEnd(_ base: UnsafeMutablePointer<Frame>) throws(RuntimeError) {
    while true {
      do {
        return try execute()
      } catch {
        watch.memory.isInNative = false
        if catches(error, base: base) { continue }
        let found = self.error(error, base: base)
        if depth == 1 { try? flush() }
        throw found
      }
    }
  }

  func flushOutput() throws(Fault) {
    guard !output.isEmpty else { return }
    try asking { try self.flush() }
  }

  /// Asks the host something; what it throws becomes a fault.
  func asking<T>(_ work: () throws -> T) throws(Fault) -> T {
    do {
      return try work()
    } catch let error as HostError {
      throw .host(error)
    } catch let error as RuntimeError {
      throw error.fault
    } catch let error as TimeError {
      throw .time(error)
    } catch let error as Fault {
      throw error
    } catch {
      throw .host(HostError(code: 400, "\(error)"))
    }
  }
}
