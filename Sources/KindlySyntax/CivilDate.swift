// The one piece of the calendar that lexing needs: whether a date exists, and its number of days since 1970-01-01.
// All other arithmetic with time is KindlyTime's.

enum CivilDate {
  /// Days since 1970-01-01 in the proleptic Gregorian calendar; nil where there is no such day.
  static func days(year: Int, month: Int, day: Int) -> Int32? {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1, day <= length(year: year, month: month)
    else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(era * 146_097 + dayOfEra - 719_468)
  }

  static func length(year: Int, month: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
