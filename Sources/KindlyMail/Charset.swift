// The character sets that letters still come in besides UTF-8. All that are here decode any bytes to some text; further ones
// are the system's.

enum Charset {
  static func isKnown(_ name: String) -> Bool {
    switch name.lowercased() {
    case "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "cp1252", "iso-8859-15": true
    default: SystemCharset.isKnown(name)
    }
  }

  /// The text, with U+FFFD for what is malformed; nil for a character set that is not known.
  static func decode(_ bytes: [UInt8], named name: String) -> String? {
    switch name.lowercased() {
    case "utf-8", "utf8", "us-ascii", "ascii":
      return String(decoding: bytes, as: UTF8.self)
    // What calls itself Latin-1 is mostly Windows-1252, which differs only where Latin-1 has controls.
    case "iso-8859-1", "latin1", "windows-1252", "cp1252":
      return text(bytes) { windows[$0] ?? UInt32($0) }
    case "iso-8859-15":
      return text(bytes) { latin9[$0] ?? UInt32($0) }
    default:
      return SystemCharset.decode(bytes, named: name)
    }
  }

  private static func text(_ bytes: [UInt8], _ map: (UInt8) -> UInt32) -> String {
    var scalars = String.UnicodeScalarView()
    for byte in bytes { scalars.append(Unicode.Scalar(map(byte)) ?? "\u{FFFD}") }
    return String(scalars)
  }

  private static let latin9: [UInt8: UInt32] = [
    0xA4: 0x20AC, 0xA6: 0x160, 0xA8: 0x161, 0xB4: 0x17D, 0xB8: 0x17E, 0xBC: 0x152, 0xBD: 0x153, 0xBE: 0x178,
  ]

  private static let windows: [UInt8: UInt32] = [
    0x80: 0x20AC, 0x82: 0x201A, 0x83: 0x192, 0x84: 0x201E, 0x85: 0x2026, 0x86: 0x2020, 0x87: 0x2021, 0x88: 0x2C6,
    0x89: 0x2030, 0x8A: 0x160, 0x8B: 0x2039, 0x8C: 0x152, 0x8E: 0x17D, 0x91: 0x2018, 0x92: 0x2019, 0x93: 0x201C,
    0x94: 0x201D, 0x95: 0x2022, 0x96: 0x2013, 0x97: 0x2014, 0x98: 0x2DC, 0x99: 0x2122, 0x9A: 0x161, 0x9B: 0x203A,
    0x9C: 0x153, 0x9E: 0x17E, 0x9F: 0x178,
  ]
}
