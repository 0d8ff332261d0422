// A value as everything outside the machine sees it: what is stored, printed, exported, or passed to the host.
// Inside the machine values are bare words; it makes these at its border.

import KindlyTime

/// The number of a record within its noun, as the store gives it. Negative ones are records of this run alone.
public typealias RowID = Int64

public enum Value: Hashable, Sendable {
  case nothing
  case bool(Bool)
  case int(Int64)
  case number(Double)
  case text(String)
  case date(CivilDate)
  case time(TimeOfDay)
  case dateTime(DateTime)
  case duration(Duration)
  case list([Value])
  /// In the order of insertion, and whether the keys' type is Text.
  case map([Entry], hasTextKeys: Bool)
  case record([Field])
  case noun(Noun, RowID)
  case enumeration(Enumeration, Int)
  /// A function; nothing outside can look into it.
  case function

  /// A key of a map and its value.
  public struct Entry: Hashable, Sendable {
    public let key: Value
    public let value: Value
    public init(_ key: Value, _ value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// A field of a record value, in its order.
  public struct Field: Hashable, Sendable {
    public let name: String
    public let value: Value
    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }
}
