// The character sets that the system's C library converts, for letters of Japan, China, Russia and Central Europe that are
// not in UTF-8. Whatever the bytes are, what comes out is some text.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

enum SystemCharset {
  static func isKnown(_ name: String) -> Bool {
    guard let converter = converter(name) else { return false }
    close(converter)
    return true
  }

  /// The text, with U+FFFD for what is malformed; nil for a character set that is not known.
  static func decode(_ bytes: [UInt8], named name: String) -> String? {
    guard let converter = converter(name) else { return nil }
    defer { close(converter) }
    return convert(bytes, by: converter)
  }

  /// What programs call one set and mean another, larger one.
  private static let meant = [
    "gb2312": "GB18030", "gbk": "GB18030", "hz-gb-2312": "GB18030", "shift_jis": "CP932", "x-sjis": "CP932",
    "sjis": "CP932", "ks_c_5601-1987": "CP949", "euc-kr": "CP949", "iso-8859-9": "CP1254", "tis-620": "CP874",
    "big5": "BIG5-HKSCS", "iso-8859-8-i": "ISO-8859-8",
  ]

  #if canImport(Glibc) || canImport(Musl)
    private typealias Converter = iconv_t

    private static func converter(_ name: String) -> Converter? {
      let name = name.lowercased()
      // A slash would be an instruction to the library.
      guard (2...40).contains(name.utf8.count),
        name.utf8.allSatisfy({ MailText.isAlphanumeric($0) || "-_.:".utf8.contains($0) })
      else { return nil }
      let converter = iconv_open("UTF-8", meant[name] ?? name)
      return converter == Converter(bitPattern: -1) ? nil : converter
    }

    private static func close(_ converter: Converter) { iconv_close(converter) }

    private static func convert(_ bytes: [UInt8], by converter: Converter) -> String {
      var out: [UInt8] = []
      var input = bytes
      var buffer = [CChar](repeating: 0, count: 4096)
      input.withUnsafeMutableBytes { source in
        var start = source.baseAddress?.assumingMemoryBound(to: CChar.self)
        var left = source.count
        while left > 0 {
          var (failure, written): (Int32, Int) = (0, 0)
          buffer.withUnsafeMutableBufferPointer { target in
            var end = target.baseAddress
            var room = target.count
            if iconv(converter, &start, &left, &end, &room) == -1 { failure = errno }
            written = target.count - room
          }
          out += buffer[..<written].map { UInt8(bitPattern: $0) }
          if failure == 0 || failure == E2BIG && written > 0 { continue }
          // A byte that is none of the set's, or a character that is cut off.
          out += Array("\u{FFFD}".utf8)
          guard failure == EILSEQ, left > 0 else { break }
          start = start.map { $0 + 1 }
          left -= 1
        }
      }
      return String(decoding: out, as: UTF8.self)
    }
  #else
    private typealias Converter = Int

    private static func converter(_ name: String) -> Converter? { nil }
    private static func close(_ converter: Converter) {}
    private static func convert(_ bytes: [UInt8], by converter: Converter) -> String { "" }
  #endif
}
