// The English names of months, weekdays and quarters, for date patterns and mail headers.

enum EnglishNames {
  /// January … December, for 1...12.
  static func month(_ number: Int) -> String { months[floorMod(number - 1, 12)] }

  /// Monday … Sunday.
  static func weekday(_ day: Weekday) -> String { weekdays[day.rawValue - 1] }

  /// `1st` … `4th`.
  static func ordinal(_ number: Int) -> String {
    switch number {
    case 1: "1st"
    case 2: "2nd"
    case 3: "3rd"
    default: "\(number)th"
    }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
}
