// What a call may do beyond giving a value: the alphabet of the checker's effects. Who has which is said where it is
// declared; joining them over calls is the checker's.

/// What a call may do, beyond giving a value.
public struct Effects: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Reads the store or the clock.
  public static let reads = Effects(rawValue: 1)
  /// Prints.
  public static let says = Effects(rawValue: 2)
  /// Changes the store.
  public static let changes = Effects(rawValue: 4)
  /// Writes files.
  public static let files = Effects(rawValue: 8)
  /// Hands messages to a transport.
  public static let sends = Effects(rawValue: 16)
  /// Assigns variables that are not its own.
  public static let assigns = Effects(rawValue: 32)

  /// Whether it may stand in a row expression.
  public var isPure: Bool { subtracting(.reads).isEmpty }
}
