// From the bytes a terminal sends to keys. Pure: fed with what was read, asked for the next whole key.
// Control sequences are taken whole, so an unknown one can be dropped instead of landing in the line;
// a bracketed paste is one key with its text cleaned. What the terminal itself answers (ECMA-48 5.6:
// OSC, DCS, APC, PM and SOS strings; X10 mouse reports) is never a key: it is dropped to its terminator,
// also where it arrives in pieces.
//
// Invariant: no bytes can make the decoder deaf. A string or sequence that is cut off ends at the next
// control character, or when nothing more comes; a paste that is cut off ends at a C-c after a pause.

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
  private enum State {
    case keys
    /// In a bracketed paste, whose end is not before `scanned`; `stalled` is how much of it had come when it stopped.
    case paste(scanned: Int, stalled: Int?)
    /// In a string that the terminal sends, of which nothing is kept.
    case reply
  }

  private var bytes: [UInt8] = []
  private var state = State.keys

  private static let escape: UInt8 = 0x1B
  private static let interrupt: UInt8 = 0x03
  private static let pasteEnd: [UInt8] = Array("\u{1b}[201~".utf8)
  /// How long a lone Esc is given to become a control sequence, in milliseconds.
  static let escapeDelay: Int32 = 25
  /// How long the rest is awaited of what no key can begin: the terminal has more to send.
  private static let restDelay: Int32 = 1000
  /// The length up to which a string that looks like no reply is still given a chance to end as one.
  private static let longestDoubt = 4096

  var isEmpty: Bool { bytes.isEmpty }

  /// How long to wait, in milliseconds, before `next(timedOut:)` takes what has begun as it is; nil where nothing has.
  var awaitedRest: Int32? {
    switch state {
    case .paste(_, let stalled): return stalled == nil ? Self.restDelay : nil
    case .reply: return Self.restDelay
    case .keys:
      guard let first = bytes.first else { return nil }
      if first == Self.escape, bytes.count == 1 || !["[", "]"].contains(Unicode.Scalar(bytes[1])) {
        return Self.escapeDelay
      }
      return Self.restDelay
    }
  }

  mutating func feed(_ chunk: some Sequence<UInt8>) {
    bytes.append(contentsOf: chunk)
    guard case .paste(let scanned, let stalled?) = state else { return }
    if stalled < bytes.count, bytes[stalled] == Self.interrupt {
      // The end of the paste was lost on its way, and the user asks for the line back.
      bytes.removeFirst(stalled)
      state = .keys
    } else {
      state = .paste(scanned: scanned, stalled: nil)
    }
  }

  mutating func clear() {
    bytes.removeAll()
    state = .keys
  }

  /// The next key, or nil when more bytes are needed. With `timedOut` a key that has begun is taken as it is.
  mutating func next(timedOut: Bool = false) -> Key? {
    while true {
      switch state {
      case .paste(let scanned, let stalled):
        return nextPaste(from: scanned, stalled: timedOut ? bytes.count : stalled)
      case .reply:
        if !dropReply(timedOut: timedOut) { return nil }
      case .keys: break
      }
      guard let first = bytes.first else { return nil }
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
  }

  // MARK: - Escapes

  private enum Step {
    case key(Key)
    case nothing
    case wait
  }

  private mutating func nextEscape(timedOut: Bool) -> Step {
    guard bytes.count > 1 else { return timedOut ? take(1, as: .escape) : .wait }
    switch Unicode.Scalar(bytes[1]) {
    case "[", "O": return nextSequence(timedOut: timedOut)
    case "]", "P", "_", "^", "X": return nextString(timedOut: timedOut)
    case "\u{1b}": return take(1, as: .escape)
    case Unicode.Scalar(Self.interrupt): return drop(1)  // it acts, whatever has begun
    default:
      guard let (scalar, length) = scalar(at: 1) else { return timedOut ? take(1, as: .escape) : .wait }
      guard let scalar else { return drop(1 + length) }
      return take(1 + length, as: .meta(scalar))
    }
  }

  private mutating func take(_ length: Int, as key: Key) -> Step {
    bytes.removeFirst(length)
    return .key(key)
  }

  private mutating func drop(_ length: Int) -> Step {
    bytes.removeFirst(length)
    return .nothing
  }

  // MARK: - Control sequences

  /// How far a control sequence or a string goes.
  private enum Extent {
    case whole(length: Int)
    /// A control character stands in it: what precedes it is all that came.
    case broken(length: Int)
    case open
  }

  private mutating func nextSequence(timedOut: Bool) -> Step {
    switch sequenceExtent() {
    case .whole(let length):
      let sequence = Self.canonical(String(decoding: bytes[..<length], as: UTF8.self))
      let isMouse = length > 3 && bytes[2] == UInt8(ascii: "M")
      bytes.removeFirst(length)
      if isMouse { return .nothing }
      if sequence == "\u{1b}[200~" {
        state = .paste(scanned: 0, stalled: nil)
        return .nothing
      }
      return .key(.sequence(sequence))
    case .broken(let length): return giveUp(length)
    case .open: return timedOut ? giveUp(bytes.count) : .wait
    }
  }

  /// Drops a sequence that did not end; of two bytes it may have been a key with Alt.
  private mutating func giveUp(_ length: Int) -> Step {
    length > 2 ? drop(length) : take(2, as: .meta(Unicode.Scalar(bytes[1])))
  }

  private func sequenceExtent() -> Extent {
    var place = 2
    func at(_ place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }
    if bytes[1] == UInt8(ascii: "["), let third = at(2) {
      // An X10 mouse report has three bytes behind its M, of any value from a blank on (xterm, "Mouse Tracking").
      if third == UInt8(ascii: "M") {
        for place in 3..<6 {
          guard let byte = at(place) else { return .open }
          if byte < 0x20 { return .broken(length: place) }
        }
        return .whole(length: 6)
      }
      if third == UInt8(ascii: "[") { place = 3 }  // the Linux console's function keys
    }
    while let byte = at(place) {
      switch byte {
      case 0x40..<0x7F: return .whole(length: place + 1)
      case 0x20..<0x40: place += 1
      default: return .broken(length: place)
      }
    }
    return .open
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

  // MARK: - Strings of the terminal

  private mutating func nextString(timedOut: Bool) -> Step {
    switch stringExtent(from: 2) {
    case .whole(let length): return drop(length)
    case .broken where looksLikeReply, .open where looksLikeReply:
      state = .reply
      return drop(2)
    case .broken: return take(2, as: .meta(Unicode.Scalar(bytes[1])))
    case .open where timedOut || bytes.count > Self.longestDoubt: return take(2, as: .meta(Unicode.Scalar(bytes[1])))
    case .open: return .wait
    }
  }

  /// Whether what has begun is the terminal's, and not a key with Alt, or Esc and a vi command, typed ahead of others:
  /// a number leads every OSC that answers, parameters every DCS, and a G the APC of graphics.
  private var looksLikeReply: Bool {
    guard bytes.count > 2 else { return false }
    switch Unicode.Scalar(bytes[1]) {
    case "]": return (0x30..<0x3A).contains(bytes[2]) || bytes[2] == UInt8(ascii: "l") || bytes[2] == UInt8(ascii: "L")
    case "P": return (0x20..<0x40).contains(bytes[2])
    case "_": return bytes[2] == UInt8(ascii: "G")
    default: return false
    }
  }

  /// A string ends with ST, an OSC also with BEL; CAN and SUB end one that was given up, and no other control
  /// character stands in it.
  private func stringExtent(from start: Int) -> Extent {
    var place = start
    while place < bytes.count {
      switch bytes[place] {
      case Self.escape:
        guard place + 1 < bytes.count else { return .open }
        return bytes[place + 1] == UInt8(ascii: "\\") ? .whole(length: place + 2) : .broken(length: place)
      case 0x07, 0x18, 0x1A: return .whole(length: place + 1)
      case 0..<0x20: return .broken(length: place)
      default: place += 1
      }
    }
    return .open
  }

  /// Drops what has come of a string; false while its end is awaited.
  private mutating func dropReply(timedOut: Bool) -> Bool {
    switch stringExtent(from: 0) {
    case .whole(let length), .broken(let length):
      bytes.removeFirst(length)
    case .open:
      // An Esc may be half of the terminator.
      bytes.removeFirst(bytes.last == Self.escape && !timedOut ? bytes.count - 1 : bytes.count)
      if !timedOut { return false }
    }
    state = .keys
    return true
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

  private mutating func nextPaste(from scanned: Int, stalled: Int?) -> Key? {
    let end = Self.pasteEnd
    var place = scanned
    while place + end.count <= bytes.count {
      if bytes[place] == Self.escape, bytes[place..<place + end.count].elementsEqual(end) {
        let text = Self.cleaned(String(decoding: bytes[..<place], as: UTF8.self))
        bytes.removeFirst(place + end.count)
        state = .keys
        return .paste(text)
      }
      place += 1
    }
    state = .paste(scanned: place, stalled: stalled)
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
