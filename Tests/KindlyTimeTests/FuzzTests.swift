// Extreme and random operands: everything gives a value or throws, and nothing traps.

import Testing

@testable import KindlyTime

@Suite struct FuzzTests {
  private static let extremes = [Int.min, .min + 1, -1 << 40, -1_000_000, -1, 0, 1, 1_000_000, 1 << 40, .max - 1, .max]

  private func number(_ generator: inout some RandomNumberGenerator) -> Int? {
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: nil
    case 1: Self.extremes.randomElement(using: &generator)
    case 2: Int.random(in: -500...500, using: &generator)
    default: Int.random(in: .min ... .max, using: &generator) >> Int.random(in: 0..<63, using: &generator)
    }
  }

  @Test func arithmeticNeverTraps() throws {
    var generator = SystemRandomNumberGenerator()
    let zones = try ["UTC", "+14:00", "Europe/Berlin", "America/New_York"].map { try #require(ZoneID(named: $0)) }
    let calendar = BusinessCalendar { year in
      [CivilDate(year: year, month: 12, day: 25)].compactMap { $0 }.map { Holiday(name: "Christmas", date: $0) }
    }
    var durations: [KindlyTime.Duration] = []
    for _ in 0..<3000 {
      let duration = try? Duration(
        months: number(&generator), days: number(&generator), businessDays: number(&generator),
        seconds: number(&generator))
      guard let duration else { continue }
      durations.append(duration)
      #expect(Duration(text: duration.description) == duration, "\(duration)")
      _ = try? duration.multiplied(by: number(&generator) ?? 0)
      _ = try? duration.multiplied(by: Double(number(&generator) ?? 0) / 7)
      _ = try? duration.totalDays()
      let date = CivilDate(trusted: Int.random(in: CivilDate.first.days...CivilDate.last.days, using: &generator))
      let zone = try #require(zones.randomElement(using: &generator))
      if let moved = try? date.adding(duration, calendar: calendar) {
        #expect(moved >= .first && moved <= .last)
      }
      if let start = try? date.adding(duration, zone: zone, calendar: calendar) {
        #expect(start.date >= .first && start.date <= .last)
        if let moved = try? start.adding(duration, calendar: calendar) {
          #expect(moved.date >= .first && moved.date <= .last)
        }
      }
    }
    for (a, b) in zip(durations, durations.dropFirst()) {
      _ = try? a + b
      _ = try? a - b
      _ = try? a / b
      if let order = try? Duration.compare(a, b) { #expect((order == 0) == (a == b)) }
    }
  }

  @Test func textsNeverTrap() throws {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("0123456789--::+ TZzyMdEaQwDXxVHhKkms'/\u{e9}".unicodeScalars)
    let now = try moment("2026-11-24 10:00", "Europe/Berlin")
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0..<26, using: &generator) {
        if let scalar = alphabet.randomElement(using: &generator) { text.unicodeScalars.append(scalar) }
      }
      if let date = CivilDate(iso: text) { #expect(date.description == text) }
      if let time = TimeOfDay(iso: text) { #expect(text.hasPrefix(time.description)) }
      _ = DateTime(iso: "2026-11-24 10:00" + text, zone: .utc)
      _ = Duration(text: text)
      _ = ZoneID(named: text)
      _ = try? LDMLPattern(text).format(now)
    }
  }
}
