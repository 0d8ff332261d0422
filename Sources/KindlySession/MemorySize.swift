// How a size of memory is written on the command line: `512MB`, `2GB`, `64KB`, or bytes. A kilobyte has 1024 bytes, as
// for `ulimit`.

public enum MemorySize {
  private static let units: [(suffix: String, shift: Int)] = [
    ("KB", 10), ("MB", 20), ("GB", 30), ("TB", 40), ("K", 10), ("M", 20), ("G", 30), ("T", 40), ("B", 0),
  ]

  /// The bytes of a size above 0; nil where it is no size.
  public static func bytes(_ text: String) -> Int? {
    let upper = text.uppercased()
    let unit = units.first { upper.hasSuffix($0.suffix) }
    let digits = upper.dropLast(unit?.suffix.count ?? 0)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits), number > 0
    else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << (unit?.shift ?? 0))
    return overflow ? nil : bytes
  }
}
