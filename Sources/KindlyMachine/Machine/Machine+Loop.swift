// The loop: one switch over the instructions, with the machine's windows in local variables. Whatever is rare - errors,
// collections, natives, growth - is a call to a cold method after `save`.
// Invariant: before anything that may fail, collect or look at frames, pc, windows and frame have been saved; after a
// native they are as before, for files never move.

import KindlyCatalog

extension Machine {
  /// Saves what the cold side needs to know.
  @inline(__always)
  private func save(
    _ s: UnsafeMutablePointer<MachineState>, _ pc: UnsafePointer<Instruction>, _ w: UnsafeMutablePointer<Int64>,
    _ r: UnsafeMutablePointer<Int64>, _ frame: UnsafeMutablePointer<Frame>
  ) {
    s.pointee.pc = pc
    s.pointee.w = w
    s.pointee.r = r
    s.pointee.frame = frame
  }

  @inline(__always)
  func number(_ word: Int64) -> Double { Double(bitPattern: UInt64(bitPattern: word)) }

  @inline(__always)
  private func word(_ number: Double) -> Int64 { Int64(bitPattern: number.bitPattern) }

  @inline(__always)
  private func word(_ truth: Bool) -> Int64 { truth ? 1 : 0 }

  /// Runs from the saved state until `halt`.
  func execute() throws(Fault) {
    let s = state
    let watch = watch
    var pc = s.pointee.pc
    var w = s.pointee.w
    var r = s.pointee.r
    var frame = s.pointee.frame
    var ticks = Machine.ticksPerLook

    while true {
      let i = Decoder(pc)
      pc += 1
      switch i.op {
      case .halt:
        save(s, pc, w, r, frame)
        return
      case .compile:
        save(s, pc, w, r, frame)
        try compileRunning()
        pc = s.pointee.pc

      // MARK: Moving
      case .moveW: w[i.a] = w[i.b]
      case .moveR: r[i.a] = r[i.b]
      case .intW: w[i.a] = Int64(i.bc)
      case .wordW:
        w[i.a] = Int64(bitPattern: pc.pointee)
        pc += 1
      case .nullR: r[i.a] = 0
      case .constantR: r[i.a] = s.pointee.constants[i.bc]
      case .globalW: w[i.a] = s.pointee.words[i.bc]
      case .globalR: r[i.a] = s.pointee.refs[i.bc]
      case .setGlobalW: s.pointee.words[i.bc] = w[i.a]
      case .setGlobalR: s.pointee.refs[i.bc] = r[i.a]

      // MARK: Whole numbers
      case .addI:
        let (sum, overflow) = w[i.b].addingReportingOverflow(w[i.c])
        if _slowPath(overflow) {
          save(s, pc, w, r, frame)
          throw .integerOverflow
        }
        w[i.a] = sum
      case .subI:
        let (difference, overflow) = w[i.b].subtractingReportingOverflow(w[i.c])
        if _slowPath(overflow) {
          save(s, pc, w, r, frame)
          throw .integerOverflow
        }
        w[i.a] = difference
      case .mulI:
        let (product, overflow) = w[i.b].multipliedReportingOverflow(by: w[i.c])
        if _slowPath(overflow) {
          save(s, pc, w, r, frame)
          throw .integerOverflow
        }
        w[i.a] = product
      case .divI:
        let (a, b) = (w[i.b], w[i.c])
        if _slowPath(b == 0 || (b == -1 && a == .min)) {
          save(s, pc, w, r, frame)
          throw b == 0 ? .divisionByZero : .integerOverflow
        }
        let quotient = a / b
        w[i.a] = quotient &- ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0)
      case .modI:
        let (a, b) = (w[i.b], w[i.c])
        if _slowPath(b == 0 || b == -1) {
          if b == 0 {
            save(s, pc, w, r, frame)
            throw .divisionByZero
          }
          w[i.a] = 0
        } else {
          let rest = a % b
          w[i.a] = rest != 0 && (rest < 0) != (b < 0) ? rest &+ b : rest
        }
      case .addImmediate:
        let (sum, overflow) = w[i.b].addingReportingOverflow(Int64(i.signedC))
        if _slowPath(overflow) {
          save(s, pc, w, r, frame)
          throw .integerOverflow
        }
        w[i.a] = sum
      case .mulImmediate:
        let (product, overflow) = w[i.b].multipliedReportingOverflow(by: Int64(i.signedC))
        if _slowPath(overflow) {
          save(s, pc, w, r, frame)
          throw .integerOverflow
        }
        w[i.a] = product
      case .divImmediate:
        let a = w[i.b]
        let b = Int64(i.signedC)
        if _slowPath(b <= 0) { break }
        w[i.a] = a / b &- (a % b < 0 ? 1 : 0)
      case .modImmediate:
        let b = Int64(i.signedC)
        if _slowPath(b <= 0) { break }
        let rest = w[i.b] % b
        w[i.a] = rest < 0 ? rest &+ b : rest
      case .negI:
        let a = w[i.b]
        if _slowPath(a == .min) {
          save(s, pc, w, r, frame)
          throw .integerOverflow
        }
        w[i.a] = -a

      // MARK: Numbers
      case .addN:
        let result = number(w[i.b]) + number(w[i.c])
        if _slowPath(!result.isFinite) {
          save(s, pc, w, r, frame)
          throw .notFinite
        }
        w[i.a] = word(result)
      case .subN:
        let result = number(w[i.b]) - number(w[i.c])
        if _slowPath(!result.isFinite) {
          save(s, pc, w, r, frame)
          throw .notFinite
        }
        w[i.a] = word(result)
      case .mulN:
        let result = number(w[i.b]) * number(w[i.c])
        if _slowPath(!result.isFinite) {
          save(s, pc, w, r, frame)
          throw .notFinite
        }
        w[i.a] = word(result)
      case .divN:
        let result = number(w[i.b]) / number(w[i.c])
        if _slowPath(!result.isFinite) {
          save(s, pc, w, r, frame)
          throw number(w[i.c]) == 0 ? .divisionByZero : .notFinite
        }
        w[i.a] = word(result)
      case .floorDivN, .modN:
        save(s, pc, w, r, frame)
        w[i.a] = try word(flooredDivision(number(w[i.b]), number(w[i.c]), isModulo: i.op == .modN))
      case .negN: w[i.a] = word(-number(w[i.b]))
      case .toNumber: w[i.a] = word(Double(w[i.b]))

      // MARK: Comparing
      case .equalW: w[i.a] = word(w[i.b] == w[i.c])
      case .lessI: w[i.a] = word(w[i.b] < w[i.c])
      case .lessOrEqualI: w[i.a] = word(w[i.b] <= w[i.c])
      case .equalN: w[i.a] = word(number(w[i.b]) == number(w[i.c]))
      case .lessN: w[i.a] = word(number(w[i.b]) < number(w[i.c]))
      case .lessOrEqualN: w[i.a] = word(number(w[i.b]) <= number(w[i.c]))
      case .equalText: w[i.a] = word(Texts.areEqual(Ref(r[i.b]), Ref(r[i.c]), watch))
      case .notW: w[i.a] = 1 &- w[i.b]

      // MARK: Jumping
      case .jump: pc += i.bc
      case .loop:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
      case .jumpIf: if _fastPath(w[i.a] != 0) { pc += i.bc }
      case .jumpUnless: if _fastPath(w[i.a] == 0) { pc += i.bc }
      case .jumpEqualW: if _fastPath(w[i.a] == w[i.b]) { pc += i.signedC }
      case .jumpUnequalW: if _fastPath(w[i.a] != w[i.b]) { pc += i.signedC }
      case .jumpLessI: if _fastPath(w[i.a] < w[i.b]) { pc += i.signedC }
      case .jumpLessOrEqualI: if _fastPath(w[i.a] <= w[i.b]) { pc += i.signedC }
      case .jumpEqualImmediate: if _fastPath(w[i.a] == Int64(i.signedB)) { pc += i.signedC }
      case .jumpUnequalImmediate: if _fastPath(w[i.a] != Int64(i.signedB)) { pc += i.signedC }
      case .jumpLessImmediate: if _fastPath(w[i.a] < Int64(i.signedB)) { pc += i.signedC }
      case .jumpLessOrEqualImmediate: if _fastPath(w[i.a] <= Int64(i.signedB)) { pc += i.signedC }
      case .jumpGreaterImmediate: if _fastPath(w[i.a] > Int64(i.signedB)) { pc += i.signedC }
      case .jumpGreaterOrEqualImmediate: if _fastPath(w[i.a] >= Int64(i.signedB)) { pc += i.signedC }
      case .jumpEqualN: if _fastPath(number(w[i.a]) == number(w[i.b])) { pc += i.signedC }
      case .jumpUnequalN: if _fastPath(number(w[i.a]) != number(w[i.b])) { pc += i.signedC }
      case .jumpLessN: if _fastPath(number(w[i.a]) < number(w[i.b])) { pc += i.signedC }
      case .jumpNotLessN: if _fastPath(!(number(w[i.a]) < number(w[i.b]))) { pc += i.signedC }
      case .jumpLessOrEqualN: if _fastPath(number(w[i.a]) <= number(w[i.b])) { pc += i.signedC }
      case .jumpNotLessOrEqualN: if _fastPath(!(number(w[i.a]) <= number(w[i.b]))) { pc += i.signedC }
      case .jumpEqualText: if Texts.areEqual(Ref(r[i.a]), Ref(r[i.b]), watch) { pc += i.signedC }
      case .jumpUnequalText: if !Texts.areEqual(Ref(r[i.a]), Ref(r[i.b]), watch) { pc += i.signedC }
      case .jumpNull: if _fastPath(r[i.a] == 0) { pc += i.bc }
      case .jumpNotNull: if _fastPath(r[i.a] != 0) { pc += i.bc }
      case .jumpNothing: if _fastPath(w[i.a] == Layout.nothingWord) { pc += i.bc }
      case .jumpSomething: if _fastPath(w[i.a] != Layout.nothingWord) { pc += i.bc }
      case .jumpNothingN: if _fastPath(w[i.a] == Layout.nothingNumber) { pc += i.bc }
      case .jumpSomethingN: if _fastPath(w[i.a] != Layout.nothingNumber) { pc += i.bc }
      case .countUp:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        let count = w[i.a]
        if _fastPath(count < w[i.b]) {
          w[i.a] = count &+ 1
          pc += i.signedC
        }
      case .nextW:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        let offset = Int(Int64(bitPattern: pc.pointee))
        pc += 1
        let list = Ref(r[i.b])
        let index = w[i.c] &+ 1
        if _fastPath(index < Int64(list.count)) {
          w[i.c] = index
          w[i.a] = list.elements[Int(index)]
          pc += offset
        }
      case .nextR:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        let offset = Int(Int64(bitPattern: pc.pointee))
        pc += 1
        let list = Ref(r[i.b])
        let index = w[i.c] &+ 1
        if _fastPath(index < Int64(list.count)) {
          w[i.c] = index
          r[i.a] = list.elements[Int(index)]
          pc += offset
        }

      case .loopLessI:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        if _fastPath(w[i.a] < w[i.b]) { pc += i.signedC }
      case .loopLessOrEqualI:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        if _fastPath(w[i.a] <= w[i.b]) { pc += i.signedC }
      case .loopLessImmediate:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        if _fastPath(w[i.a] < Int64(i.signedB)) { pc += i.signedC }
      case .loopLessOrEqualImmediate:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        if _fastPath(w[i.a] <= Int64(i.signedB)) { pc += i.signedC }
      case .loopGreaterImmediate:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        if _fastPath(w[i.a] > Int64(i.signedB)) { pc += i.signedC }
      case .loopGreaterOrEqualImmediate:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        if _fastPath(w[i.a] >= Int64(i.signedB)) { pc += i.signedC }
      case .loopUnequalImmediate:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        if _fastPath(w[i.a] != Int64(i.signedB)) { pc += i.signedC }
      case .loopIf:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        if _fastPath(w[i.a] != 0) { pc += i.bc }

      // MARK: Calling
      case .call:
        let number = i.d << 16 | i.c
        let entry = s.pointee.functions[number]
        let (nextW, nextR) = (w + i.a, r + i.b)
        ticks &-= 1
        if _slowPath(
          ticks == 0 || frame >= s.pointee.lastFrame || nextW + Int(entry.words) > s.pointee.wordTop
            || nextR + Int(entry.refs) > s.pointee.refTop)
        {
          save(s, pc, w, r, frame)
          try prepareCall(nextW + Int(entry.words), nextR + Int(entry.refs))
          ticks = Machine.ticksPerLook
        }
        frame += 1
        frame.pointee = Frame(returnPC: pc, function: number)
        (w, r, pc) = (nextW, nextR, entry.code)
      case .callClosure:
        let number = Ref(r[i.c]).closureFunction
        let entry = s.pointee.functions[number]
        let (nextW, nextR) = (w + i.a, r + i.b)
        ticks &-= 1
        if _slowPath(
          ticks == 0 || frame >= s.pointee.lastFrame || nextW + Int(entry.words) > s.pointee.wordTop
            || nextR + Int(entry.refs) > s.pointee.refTop)
        {
          save(s, pc, w, r, frame)
          try prepareCall(nextW + Int(entry.words), nextR + Int(entry.refs))
          ticks = Machine.ticksPerLook
        }
        frame += 1
        frame.pointee = Frame(returnPC: pc, function: number)
        (w, r, pc) = (nextW, nextR, entry.code)
      case .returnW:
        w[0] = w[i.a]
        let done = frame.pointee
        frame -= 1
        pc = done.returnPC
        w -= done.call.a
        r -= done.call.b
      case .returnR:
        r[0] = r[i.a]
        let done = frame.pointee
        frame -= 1
        pc = done.returnPC
        w -= done.call.a
        r -= done.call.b
      case .native:
        let data = pc.pointee
        pc += 1
        save(s, pc, w, r, frame)
        if _slowPath(s.pointee.heap.isPending) { try collect() }
        watch.memory.isInNative = true
        try perform(unsafeBitCast(UInt8(truncatingIfNeeded: i.c), to: Native.self), w + i.a, r + i.b, data)
        watch.memory.isInNative = false
        if _slowPath(watch.hasStopped) { try look() }

      // MARK: Records, closures, cells
      case .record:
        let data = pc.pointee
        pc += 1
        if _slowPath(s.pointee.heap.isPending) {
          save(s, pc, w, r, frame)
          try collect()
        }
        let refs = Int(UInt32(truncatingIfNeeded: data))
        let words = Int(data >> 32)
        let record = s.pointee.heap.newRecord(refs: refs, words: words)
        let slots = record.slots
        for index in 0..<refs { slots[index] = r[i.c + index] }
        for index in 0..<words { slots[refs + index] = w[i.b + index] }
        r[i.a] = record.bits
      case .slotW: w[i.a] = Ref(r[i.b]).slots[i.c]
      case .slotR: r[i.a] = Ref(r[i.b]).slots[i.c]
      case .setSlotW: Ref(r[i.b]).slots[i.c] = w[i.a]
      case .setSlotR: Ref(r[i.b]).slots[i.c] = r[i.a]
      case .closure:
        let data = pc.pointee
        pc += 1
        if _slowPath(s.pointee.heap.isPending) {
          save(s, pc, w, r, frame)
          try collect()
        }
        let refs = Int(UInt16(truncatingIfNeeded: data >> 32))
        let words = Int(data >> 48)
        let closure = s.pointee.heap.newClosure(
          function: Int(UInt32(truncatingIfNeeded: data)), refs: refs, words: words)
        for index in 0..<refs { closure.slots[index] = r[i.c + index] }
        for index in 0..<words { closure.slots[refs + index] = w[i.b + index] }
        r[i.a] = closure.bits
      case .cellW:
        if _slowPath(s.pointee.heap.isPending) {
          save(s, pc, w, r, frame)
          try collect()
        }
        r[i.a] = s.pointee.heap.newCell(ofRef: false, w[i.b]).bits
      case .cellR:
        if _slowPath(s.pointee.heap.isPending) {
          save(s, pc, w, r, frame)
          try collect()
        }
        r[i.a] = s.pointee.heap.newCell(ofRef: true, r[i.b]).bits
      case .share:
        if r[i.a] != 0 {
          if i.d == 0 { Ref(r[i.a]).setShared() } else { Ref(r[i.a]).setOwned() }
        }
      case .ownRecord:
        if !Ref(r[i.a]).isOwned {
          if _slowPath(s.pointee.heap.isPending) {
            save(s, pc, w, r, frame)
            try collect()
          }
          r[i.a] = s.pointee.heap.ownedCopy(ofRecord: Ref(r[i.a])).bits
        }
      case .ownList:
        if !Ref(r[i.a]).isOwned {
          if _slowPath(s.pointee.heap.isPending || Ref(r[i.a]).count >= s.pointee.heap.longList) {
            save(s, pc, w, r, frame)
            if s.pointee.heap.isPending { try collect() }
            try admit(Ref(r[i.a]).count * 8)
          }
          r[i.a] = s.pointee.heap.ownedCopy(ofList: Ref(r[i.a])).bits
        }
      case .box:
        if _slowPath(s.pointee.heap.isPending) {
          save(s, pc, w, r, frame)
          try collect()
        }
        r[i.a] = s.pointee.heap.newBox(w[i.b]).bits

      // MARK: Lists
      case .list:
        if _slowPath(s.pointee.heap.isPending) {
          save(s, pc, w, r, frame)
          try collect()
        }
        r[i.a] = s.pointee.heap.newList(ofRefs: i.d == 1, capacity: i.bc).bits
      case .pushW:
        let list = Ref(r[i.a])
        if _slowPath(s.pointee.heap.isPending || list.count >= s.pointee.heap.longList) {
          save(s, pc, w, r, frame)
          try checkGrowth(list)
        }
        s.pointee.heap.push(list, w[i.b])
      case .pushR:
        let list = Ref(r[i.a])
        if _slowPath(s.pointee.heap.isPending || list.count >= s.pointee.heap.longList) {
          save(s, pc, w, r, frame)
          try checkGrowth(list)
        }
        s.pointee.heap.push(list, r[i.b])
      case .appendW:
        let list = Ref(r[i.a])
        if _slowPath(s.pointee.heap.isPending || list.count >= s.pointee.heap.longList) {
          save(s, pc, w, r, frame)
          try checkGrowth(list)
        }
        if _fastPath(list.isOwned) {
          s.pointee.heap.push(list, w[i.b])
        } else {
          r[i.a] = appended(list, w[i.b]).bits
        }
      case .appendR:
        let list = Ref(r[i.a])
        if _slowPath(s.pointee.heap.isPending || list.count >= s.pointee.heap.longList) {
          save(s, pc, w, r, frame)
          try checkGrowth(list)
        }
        if _fastPath(list.isOwned) {
          s.pointee.heap.push(list, r[i.b])
        } else {
          r[i.a] = appended(list, r[i.b]).bits
        }
      case .indexW:
        let list = Ref(r[i.b])
        let index = w[i.c]
        if _fastPath(UInt64(bitPattern: index) < UInt64(list.count)) {
          w[i.a] = list.elements[Int(index)]
        } else {
          save(s, pc, w, r, frame)
          let place = try position(index, in: list)
          w[i.a] = list.elements[place]
        }
      case .indexR:
        let list = Ref(r[i.b])
        let index = w[i.c]
        if _fastPath(UInt64(bitPattern: index) < UInt64(list.count)) {
          r[i.a] = list.elements[Int(index)]
        } else {
          save(s, pc, w, r, frame)
          let place = try position(index, in: list)
          r[i.a] = list.elements[place]
        }
      case .setIndexW:
        let list = Ref(r[i.a])
        let index = w[i.b]
        if _fastPath(UInt64(bitPattern: index) < UInt64(list.count)) {
          list.elements[Int(index)] = w[i.c]
        } else {
          save(s, pc, w, r, frame)
          let place = try position(index, in: list)
          list.elements[place] = w[i.c]
        }
      case .setIndexR:
        let list = Ref(r[i.a])
        let index = w[i.b]
        if _fastPath(UInt64(bitPattern: index) < UInt64(list.count)) {
          list.elements[Int(index)] = r[i.c]
        } else {
          save(s, pc, w, r, frame)
          let place = try position(index, in: list)
          list.elements[place] = r[i.c]
        }
      case .lengthOfList: w[i.a] = Int64(Ref(r[i.b]).count)

      // MARK: Maps
      case .map:
        let shape = pc.pointee
        pc += 1
        if _slowPath(s.pointee.heap.isPending) {
          save(s, pc, w, r, frame)
          try collect()
        }
        r[i.a] = s.pointee.heap.newMap(shape).bits
      case .findWord:
        let ways = pc.pointee
        pc += 1
        let map = Ref(r[i.b])
        let entry = Maps.find(map, word: w[i.c])
        if _slowPath(entry < 0) {
          pc += Int(Int32(truncatingIfNeeded: ways))
        } else {
          pc += Int(Int32(truncatingIfNeeded: ways >> 32))
          if i.d == 0 {
            w[i.a] = map.mapEntries[entry &* 2 &+ 1]
          } else if i.d == 1 {
            r[i.a] = map.mapEntries[entry &* 2 &+ 1]
          }
        }
      case .findText:
        let ways = pc.pointee
        pc += 1
        let map = Ref(r[i.b])
        let entry = Maps.find(map, text: Ref(r[i.c]), watch)
        if _slowPath(entry < 0) {
          pc += Int(Int32(truncatingIfNeeded: ways))
        } else {
          pc += Int(Int32(truncatingIfNeeded: ways >> 32))
          if i.d == 0 {
            w[i.a] = map.mapEntries[entry &* 2 &+ 1]
          } else if i.d == 1 {
            r[i.a] = map.mapEntries[entry &* 2 &+ 1]
          }
        }
      case .findAny:
        let ways = pc.pointee
        pc += 1
        let map = Ref(r[i.b])
        let entry = find(map, map.extra & Ref.keysAreRefs == 0 ? w[i.c] : r[i.c])
        if _slowPath(entry < 0) {
          pc += Int(Int32(truncatingIfNeeded: ways))
        } else {
          pc += Int(Int32(truncatingIfNeeded: ways >> 32))
          if i.d == 0 {
            w[i.a] = map.mapEntries[entry &* 2 &+ 1]
          } else if i.d == 1 {
            r[i.a] = map.mapEntries[entry &* 2 &+ 1]
          }
        }
      case .setWord:
        let map = Ref(r[i.a])
        if _fastPath(Maps.setFound(map, word: w[i.b], i.d == 0 ? w[i.c] : r[i.c])) { continue }
        if _slowPath(s.pointee.heap.isPending || map.count >= s.pointee.heap.longMap) {
          save(s, pc, w, r, frame)
          try checkGrowth(ofMap: map)
        }
        s.pointee.heap.set(map, word: w[i.b], i.d == 0 ? w[i.c] : r[i.c])
      case .setText:
        let map = Ref(r[i.a])
        if _slowPath(s.pointee.heap.isPending || map.count >= s.pointee.heap.longMap) {
          save(s, pc, w, r, frame)
          try checkGrowth(ofMap: map)
        }
        s.pointee.heap.set(map, text: Ref(r[i.b]), i.d == 0 ? w[i.c] : r[i.c], watch)
      case .setAny:
        let map = Ref(r[i.a])
        if _slowPath(s.pointee.heap.isPending || map.count >= s.pointee.heap.longMap) {
          save(s, pc, w, r, frame)
          try checkGrowth(ofMap: map)
        }
        set(map, map.extra & Ref.keysAreRefs == 0 ? w[i.b] : r[i.b], i.d == 0 ? w[i.c] : r[i.c])
      case .ownMap:
        if !Ref(r[i.a]).isOwned {
          save(s, pc, w, r, frame)
          if _slowPath(s.pointee.heap.isPending) { try collect() }
          try admit(bytes(ofMap: Ref(r[i.a])))
          r[i.a] = ownedCopy(ofMap: Ref(r[i.a])).bits
        }
      case .nextEntry:
        ticks &-= 1
        if _slowPath(ticks == 0) {
          save(s, pc, w, r, frame)
          try look()
          ticks = Machine.ticksPerLook
        }
        let offset = Int(Int64(bitPattern: pc.pointee))
        pc += 1
        let map = Ref(r[i.b])
        let entry = map.nextEntry(Int(w[i.c] &+ 1))
        if _fastPath(entry < map.mapUsed) {
          w[i.c] = Int64(entry)
          pc += offset
        }
      case .entryW: w[i.a] = Ref(r[i.b]).mapEntries[Int(w[i.c]) &* 2 &+ i.d]
      case .entryR: r[i.a] = Ref(r[i.b]).mapEntries[Int(w[i.c]) &* 2 &+ i.d]

      // MARK: Texts
      case .concat:
        let (first, second) = (Ref(r[i.b]), Ref(r[i.c]))
        if _slowPath(s.pointee.heap.isPending || first.count &+ second.count > s.pointee.heap.longText) {
          save(s, pc, w, r, frame)
          try checkTextLength(first.count + second.count)
        }
        r[i.a] = s.pointee.heap.concatenation(first, second).bits
      }
    }
  }
}
