// The texts of a source by number. One that stands for itself, without escapes, is only remembered by its place and
// read from the source's bytes when it is asked for: most are never asked for more than once or twice.

import KindlySource

public struct TextTable: Sendable {
  private struct Place {
    var start: UInt32
    /// The end in the source; for a text that was decoded `.max`, and `start` is its place in `decoded`.
    var end: UInt32
  }

  /// Those of the source.
  let bytes: [UInt8]
  private var places: [Place] = []
  private var decoded: [String] = []

  /// `bytes` are those of the source, in which every place stands.
  init(bytes: [UInt8]) { self.bytes = bytes }

  public var count: Int { places.count }

  public subscript(index: Int) -> String {
    let place = places[index]
    if place.end == .max { return decoded[Int(place.start)] }
    return String(decoding: bytes[Int(place.start)..<Int(place.end)], as: UTF8.self)
  }

  /// Calls `body` with the bytes of a text.
  public func withBytes<Result>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let place = places[index]
    guard place.end == .max else {
      return bytes.withUnsafeBufferPointer {
        body(UnsafeBufferPointer(rebasing: $0[Int(place.start)..<Int(place.end)]))
      }
    }
    var text = decoded[Int(place.start)]
    return text.withUTF8(body)
  }

  /// Makes room at once for the texts of a large source.
  mutating func reserve(_ count: Int) { places.reserveLarge(count) }

  /// Adds a text that differs from what is written; gives its number.
  mutating func append(_ text: String) -> UInt32 {
    places.append(Place(start: UInt32(decoded.count), end: .max))
    decoded.append(text)
    return UInt32(places.count - 1)
  }

  /// Adds what stands from one offset to another; gives its number.
  mutating func append(from start: Int, to end: Int) -> UInt32 {
    places.append(Place(start: UInt32(start), end: UInt32(end)))
    return UInt32(places.count - 1)
  }
}
