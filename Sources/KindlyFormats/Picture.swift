// A picture of rows, as data: bars with their lengths, or marks on a line of days. Both renderers, for the terminal and as
// SVG, draw the same picture.
// Leaves which rows make which picture to whoever knows them.

import KindlyTime

/// What can be drawn.
public enum Picture: Hashable, Sendable {
  case bars([Bar])
  case timeline(Timeline)

  /// One bar: what it is of, how long it is, and the number as it is to be read.
  public struct Bar: Hashable, Sendable {
    public let label: String
    /// Finite. A bar below zero is drawn as one of zero; its number says what it is.
    public let value: Double
    public let number: String
    public init(label: String, value: Double, number: String) {
      self.label = label
      self.value = value.isFinite ? value : 0
      self.number = number
    }
  }

  public struct Timeline: Hashable, Sendable {
    public let today: CivilDate
    public let events: [Event]

    public init(today: CivilDate, events: [Event]) {
      self.today = today
      self.events = events.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }
        .map(\.element)
    }

    /// The first and the last day that is drawn; today is one of them, or between them.
    public var days: ClosedRange<Int> {
      let days = events.map(\.day.days) + [today.days]
      return (days.min() ?? today.days)...(days.max() ?? today.days)
    }

    /// How far a day is along the line, from 0 to 1.
    public func place(_ day: CivilDate) -> Double {
      let days = days
      return days.count == 1 ? 0.5 : Double(day.days - days.lowerBound) / Double(days.count - 1)
    }
  }

  public struct Event: Hashable, Sendable {
    public enum Mark: Hashable, Sendable {
      /// Something to be at, something to be done, and what is over or done.
      case meeting, task, past
    }
    public let label: String
    public let day: CivilDate
    public let mark: Mark
    public init(label: String, day: CivilDate, mark: Mark) {
      self.label = label
      self.day = day
      self.mark = mark
    }
  }

  /// The greatest length of a bar, at least a little.
  var longest: Double {
    guard case .bars(let bars) = self else { return 1 }
    return max(bars.map(\.value).max() ?? 0, .leastNormalMagnitude)
  }
}
