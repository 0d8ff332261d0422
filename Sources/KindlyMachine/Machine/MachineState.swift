// The machine's state in raw memory: both register files, the frames, the table of functions, the heap. Behind a
// pointer, so that the loop pays for no exclusivity checks; files and frames never move, so that windows are pointers.
// Invariant: registers above `wordTop` and `refTop` have never been used since they were last cleared; references above
// the running function's window are null after every collection.

struct Frame {
  /// Where the caller goes on. The instruction before it is the call, which says how far the windows were moved up.
  let returnPC: UnsafePointer<Instruction>
  let function: Int

  @inline(__always) var call: Decoder { Decoder(returnPC - 1) }
}

struct FunctionEntry {
  var code: UnsafePointer<Instruction>
  var words: Int32
  var refs: Int32
}

struct MachineState {
  static let registerCount = 1 << 23
  static let maximumCalls = 10_000

  let words: UnsafeMutablePointer<Int64>
  let refs: UnsafeMutablePointer<Int64>
  /// How far the files have been used; raised when a call needs more.
  var wordTop: UnsafeMutablePointer<Int64>
  var refTop: UnsafeMutablePointer<Int64>
  let frames: UnsafeMutablePointer<Frame>
  let lastFrame: UnsafeMutablePointer<Frame>

  // MARK: Saved by the loop when it calls out or fails

  var pc: UnsafePointer<Instruction>
  var w: UnsafeMutablePointer<Int64>
  var r: UnsafeMutablePointer<Int64>
  var frame: UnsafeMutablePointer<Frame>

  var functions: UnsafeMutablePointer<FunctionEntry>
  var functionCapacity: Int
  var functionCount = 0
  var constants: UnsafeMutablePointer<Int64>
  var constantCapacity: Int
  var constantCount = 0
  var heap = Heap()

  /// `compile`, and the end of a run: `halt` behind an instruction that moves no windows.
  let stubs: UnsafeMutablePointer<Instruction>

  init() {
    words = .allocate(capacity: MachineState.registerCount)
    refs = .allocate(capacity: MachineState.registerCount)
    wordTop = words
    refTop = refs
    frames = .allocate(capacity: MachineState.maximumCalls + 256)
    // The frame of the run itself is no call.
    lastFrame = frames + MachineState.maximumCalls + 1
    stubs = .allocate(capacity: 3)
    stubs[0] = Instruction(op: .compile)
    stubs[1] = Instruction(op: .halt)
    stubs[2] = Instruction(op: .halt)
    functionCapacity = 1024
    functions = .allocate(capacity: functionCapacity)
    constantCapacity = 1024
    constants = .allocate(capacity: constantCapacity)
    pc = UnsafePointer(stubs)
    w = words
    r = refs
    frame = frames
    frame.initialize(to: Frame(returnPC: UnsafePointer(stubs + 2), function: 0))
  }

  func release() {
    heap.release()
    words.deallocate()
    refs.deallocate()
    frames.deallocate()
    stubs.deallocate()
    functions.deallocate()
    constants.deallocate()
  }

  /// Makes room in both files; false where there is none left.
  mutating func reserve(_ wordEnd: UnsafeMutablePointer<Int64>, _ refEnd: UnsafeMutablePointer<Int64>) -> Bool {
    let last = MachineState.registerCount
    guard wordEnd - words <= last, refEnd - refs <= last else { return false }
    if wordEnd > wordTop { wordTop = words + min(last, (wordEnd - words) + 4096) }
    if refEnd > refTop {
      let raised = refs + min(last, (refEnd - refs) + 4096)
      refTop.initialize(repeating: 0, count: raised - refTop)
      refTop = raised
    }
    return true
  }

  mutating func growFunctions(to count: Int) {
    if count > functionCapacity {
      let larger = max(count, functionCapacity * 2)
      let moved = UnsafeMutablePointer<FunctionEntry>.allocate(capacity: larger)
      moved.update(from: functions, count: functionCount)
      functions.deallocate()
      functions = moved
      functionCapacity = larger
    }
    while functionCount < count {
      functions[functionCount] = FunctionEntry(code: UnsafePointer(stubs), words: 1, refs: 1)
      functionCount += 1
    }
  }

  mutating func addConstant(_ word: Int64) {
    if constantCount == constantCapacity {
      let moved = UnsafeMutablePointer<Int64>.allocate(capacity: constantCapacity * 2)
      moved.update(from: constants, count: constantCount)
      constants.deallocate()
      constants = moved
      constantCapacity *= 2
    }
    constants[constantCount] = word
    constantCount += 1
  }
}
