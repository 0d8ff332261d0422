// How an instruction is put into a word and taken out again. What the parts mean is `Opcode`'s.

typealias Instruction = UInt64

extension Instruction {
  @inline(__always) init(op: Opcode, d: Int = 0, a: Int = 0, b: Int = 0, c: Int = 0) {
    self =
      UInt64(op.rawValue) | UInt64(UInt8(truncatingIfNeeded: d)) << 8 | UInt64(UInt16(truncatingIfNeeded: a)) << 16
      | UInt64(UInt16(truncatingIfNeeded: b)) << 32 | UInt64(UInt16(truncatingIfNeeded: c)) << 48
  }

  @inline(__always) init(op: Opcode, d: Int = 0, a: Int, bc: Int) {
    self =
      UInt64(op.rawValue) | UInt64(UInt8(truncatingIfNeeded: d)) << 8 | UInt64(UInt16(truncatingIfNeeded: a)) << 16
      | UInt64(UInt32(truncatingIfNeeded: bc)) << 32
  }

  @inline(__always) var op: Opcode { unsafeBitCast(UInt8(truncatingIfNeeded: self), to: Opcode.self) }
  @inline(__always) var d: Int { Int(UInt8(truncatingIfNeeded: self >> 8)) }
  @inline(__always) var a: Int { Int(UInt16(truncatingIfNeeded: self >> 16)) }
  @inline(__always) var b: Int { Int(UInt16(truncatingIfNeeded: self >> 32)) }
  @inline(__always) var c: Int { Int(self >> 48) }
  @inline(__always) var signedB: Int { Int(Int16(truncatingIfNeeded: self >> 32)) }
  @inline(__always) var signedC: Int { Int(Int64(bitPattern: self) >> 48) }
  @inline(__always) var bc: Int { Int(Int64(bitPattern: self) >> 32) }
}

extension Opcode {
  /// Whether a word of data follows.
  var hasData: Bool {
    switch self {
    case .wordW, .nextW, .nextR, .nextEntry, .native, .record, .closure, .map, .findWord, .findText, .findAny: true
    default: false
    }
  }
}

/// An instruction where it stands: its parts are loaded one by one, which costs less than taking a word apart.
struct Decoder {
  private let at: UnsafeRawPointer

  @inline(__always) init(_ pc: UnsafePointer<Instruction>) { at = UnsafeRawPointer(pc) }

  @inline(__always) var op: Opcode { unsafeBitCast(at.load(as: UInt8.self), to: Opcode.self) }
  @inline(__always) var d: Int { Int(at.load(fromByteOffset: 1, as: UInt8.self)) }
  @inline(__always) var a: Int { Int(at.load(fromByteOffset: 2, as: UInt16.self)) }
  @inline(__always) var b: Int { Int(at.load(fromByteOffset: 4, as: UInt16.self)) }
  @inline(__always) var c: Int { Int(at.load(fromByteOffset: 6, as: UInt16.self)) }
  @inline(__always) var signedB: Int { Int(at.load(fromByteOffset: 4, as: Int16.self)) }
  @inline(__always) var signedC: Int { Int(at.load(fromByteOffset: 6, as: Int16.self)) }
  @inline(__always) var bc: Int { Int(at.load(fromByteOffset: 4, as: Int32.self)) }
}
