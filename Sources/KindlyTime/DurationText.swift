// How durations print, `1y 2mo 14d 5bd 2h 45m 10s`, and how such a text is read back.
// Words such as `45 minutes` and free forms are left to others.
// Invariant: a duration that is not zero prints as one that is equal and adds alike.

extension Duration: CustomStringConvertible {
  /// `1y 2mo 14d 5bd 2h 45m 10s`: the parts that are not zero, each with its own sign; `0s`, or `0d` for a Period.
  public var description: String { TimeText.text(write) }

  /// Appends what `description` gives.
  public func write(to bytes: inout [UInt8]) {
    let start = bytes.count
    func append(_ number: Int, _ unit: DurationUnit) {
      if number == 0 { return }
      if bytes.count > start { bytes.append(UInt8(ascii: " ")) }
      TimeText.write(number, width: 1, to: &bytes)
      bytes.append(contentsOf: unit.symbol.utf8)
    }
    append(months / 12, .year)
    append(months % 12, .month)
    append(days, .day)
    append(businessDays, .businessDay)
    append(seconds / 3600, .hour)
    append(seconds / 60 % 60, .minute)
    append(seconds % 60, .second)
    if bytes.count == start { bytes.append(contentsOf: (isPeriod ? "0d" : "0s").utf8) }
  }

  /// Reads what `description` gives: whole numbers with the symbol of a unit, each with its sign, spaces between them.
  /// Nil for any other text and where a part overflows.
  public init?(text: some StringProtocol) {
    var sum: Duration?
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      let number = word.prefix { $0 == "-" || $0.isASCII && $0.isNumber }
      guard let count = Int(number), let unit = DurationUnit(symbol: word.dropFirst(number.count)),
        let part = try? Duration(count, unit)
      else { return nil }
      guard let before = sum else {
        sum = part
        continue
      }
      guard let next = try? before + part else { return nil }
      sum = next
    }
    guard let sum else { return nil }
    self = sum
  }
}
