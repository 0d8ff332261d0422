// From the bytes a terminal sends to keys. Pure: fed with what was read, asked for the next whole key.
// Control sequences are taken whole, so an unknown one can be dropped instead of landing in the line;
// a bracketed paste is one key with its text cleaned.

enum Key: Equatable {
  case character(Unicode.Scalar)
  /// A character with Alt, sent as Esc and the character.
  case meta(Unicode.Scalar)
  /// A control sequence, Esc included, in the form the bindings use.
  case sequence(String)
  case escape
  case paste(String)
}

struct KeyDecoder {
  private var bytes: [UInt8] = []
  private var pasteScan: Int?

  private static let escape: UInt8 = 0x1B
  private static let pasteEnd: [UInt8] = Array("\u{1b}[201~".utf8)

  var isEmpty: Bool { bytes.isEmpty }

  /// Whether a key has begun that only time can tell from a lone Esc.
  var awaitsRest: Bool { !bytes.isEmpty && pasteScan == nil }

  mutating func feed(_ chunk: some Sequence<UInt8>) {
    bytes.append(contentsOf: chunk)
  }

  mutating func clear() {
    bytes.removeAll()
    pasteScan = nil
  }

  /// The next key, or nil when more bytes are needed. With `timedOut` a key that has begun is taken as it is.
  mutating func next(timedOut: Bool = false) -> Key? {
    while let first = bytes.first {
      if pasteScan != nil { return nextPaste() }
      if first == Self.escape {
        switch nextEscape(timedOut: timedOut) {
        case .key(let key): return key
        case .nothing: continue
        case .wait: return nil
        }
      }
      switch scalar(at: 0) {
      case .some(let (scalar, length)):
        bytes.removeFirst(length)
        guard let scalar, !(0x80..<0xA0).contains(scalar.value) else { continue }
        return .character(scalar)
      case .none:
        if !timedOut { return nil }
        bytes.removeAll()
      }
    }
    return nil
  }

  // MARK: - Escapes

  private enum Step {
    case key(Key)
    case nothing
    case wait
  }

  private mutating func nextEscape(timedOut: Bool) -> Step {
    guard bytes.count > 1 else { return timedOut ? take(1, as: .escape) : .wait }
    switch bytes[1] {
    case UInt8(ascii: "["), UInt8(ascii: "O"):
      guard let length = sequenceLength() else {
        if !timedOut { return .wait }
        if bytes.count > 2 {
          bytes.removeAll()
          return .nothing
        }
        return take(2, as: .meta(Unicode.Scalar(bytes[1])))
      }
      let sequence = Self.canonical(String(decoding: bytes[..<length], as: UTF8.self))
      bytes.removeFirst(length)
      if sequence == "\u{1b}[200~" {
        pasteScan = 0
        return .nothing
      }
      return .key(.sequence(sequence))
    case Self.escape:
      return take(1, as: .escape)
    default:
      guard let (scalar, length) = scalar(at: 1) else { return timedOut ? take(1, as: .escape) : .wait }
      guard let scalar else {
        bytes.removeFirst(1 + length)
        return .nothing
      }
      return take(1 + length, as: .meta(scalar))
    }
  }

  private mutating func take(_ length: Int, as key: Key) -> Step {
    bytes.removeFirst(length)
    return .key(key)
  }

  /// The bytes of the control sequence at the front, or nil while its final byte is missing.
  private func sequenceLength() -> Int? {
    guard bytes.count > 2 else { return nil }
    if bytes[1] == UInt8(ascii: "O") { return 3 }
    if bytes[2] == UInt8(ascii: "[") { return bytes.count > 3 ? 4 : nil }  // the Linux console's function keys
    for index in 2..<bytes.count where !(0x20..<0x40).contains(bytes[index]) {
      return index + 1
    }
    return nil
  }

  /// One spelling for what terminals spell in several ways.
  private static func canonical(_ sequence: String) -> String {
    switch sequence {
    case "\u{1b}[1~", "\u{1b}[7~", "\u{1b}OH": return "\u{1b}[H"
    case "\u{1b}[4~", "\u{1b}[8~", "\u{1b}OF": return "\u{1b}[F"
    case "\u{1b}OM": return "\n"
    case "\u{1b}[27;2;13~", "\u{1b}[27;3;13~", "\u{1b}[13;3u": return "\u{1b}[13;2u"
    default:
      let isArrow = sequence.hasPrefix("\u{1b}O") && "ABCD".contains(sequence.last ?? " ")
      return isArrow ? "\u{1b}[" + sequence.suffix(1) : sequence
    }
  }

  // MARK: - Characters

  /// The scalar at an index with its length; no scalar where the bytes are invalid; nil where they are too few.
  private func scalar(at index: Int) -> (Unicode.Scalar?, Int)? {
    let first = bytes[index]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let length = first >= 0xF0 && first < 0xF8 ? 4 : first >= 0xE0 ? 3 : 2
    if first < 0xC2 || first >= 0xF8 { return (nil, 1) }
    for place in index + 1..<index + length {
      if place >= bytes.count { return nil }
      if bytes[place] & 0xC0 != 0x80 { return (nil, place - index) }
    }
    let text = String(validating: bytes[index..<index + length], as: UTF8.self)
    return (text?.unicodeScalars.first, length)
  }

  // MARK: - Paste

  private mutating func nextPaste() -> Key? {
    let end = Self.pasteEnd
    var place = pasteScan ?? 0
    while place + end.count <= bytes.count {
      if bytes[place] == Self.escape, bytes[place..<place + end.count].elementsEqual(end) {
        let text = Self.cleaned(String(decoding: bytes[..<place], as: UTF8.self))
        bytes.removeFirst(place + end.count)
        pasteScan = nil
        return .paste(text)
      }
      place += 1
    }
    pasteScan = place
    return nil
  }

  /// A pasted text as it may enter the line: one kind of line break, none at the end, no controls.
  static func cleaned(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      switch scalar.value {
      case 0x0A where previous == "\r": continue
      case 0x0A, 0x0D: result.append("\n")
      case 0x09: result.append(scalar)
      case 0..<0x20, 0x7F..<0xA0: continue
      default: result.append(scalar)
      }
    }
    while result.last == "\n" { result.removeLast() }
    return String(result)
  }
}
