// Short ways to say dates and durations in these tests, and the reader of the fixtures.

import Foundation
import Testing

@testable import KindlyTime

struct NotWritten: Error { let text: String }

func day(_ text: String) throws -> CivilDate {
  guard let date = CivilDate(iso: text) else { throw NotWritten(text: text) }
  return date
}

func moment(_ text: String, _ zone: String = "UTC") throws -> DateTime {
  guard let id = ZoneID(named: zone), let value = DateTime(iso: text, zone: id) else { throw NotWritten(text: text) }
  return value
}

func clock(_ text: String) throws -> TimeOfDay {
  guard let time = TimeOfDay(iso: text) else { throw NotWritten(text: text) }
  return time
}

/// A duration of `1mo 3d 5bd 2h` as it prints, `0h` or `0d` included.
func length(_ text: String) throws -> Duration {
  guard let duration = Duration(text: text) else { throw NotWritten(text: text) }
  return duration
}

/// The rows of a fixture, cut at tabs; its first line says what made it.
func fixture(_ name: String) throws -> [[String]] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
  let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
    line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  }
}
