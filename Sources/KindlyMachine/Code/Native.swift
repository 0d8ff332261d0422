// What instructions `native` can ask for: work too rare or too large for an instruction of its own. Arguments stand at
// the beginning of the two windows in their order; the result replaces the first of its file. The machine's switch over
// this has no default.

enum Native: UInt8 {
  /// data: number of the built-in, and above it the type of its first argument
  case builtin
  /// r0: text of a value; data: its type
  case text
  /// r0: n texts put together; data: n
  case texts
  /// w0: whether two references of a type are equal; data: the type
  case equal
  /// w0: -1, 0, 1, or 2 where one is nothing; data: the type
  case compare
  /// w0: whether the list r0 holds a value; data: the element's type
  case listHolds
  /// w0: whether the text r0 stands in r1
  case textHolds
  /// r0: text of the character number w0 in r0
  case characterAt
  /// r0: the whole numbers (or days) from w0 to w1
  case range
  /// r0: both lists
  case concatLists
  /// r0: both maps
  case joinMaps
  /// takes the key w0 or r1 out of the map r0
  case removeKey

  // MARK: Time
  case datePlusPeriod, datePlusDuration, dateTimePlus
  case dateMinusPeriod, dateMinusDuration, dateTimeMinus
  case durationPlus, durationMinus, durationTimesInt, durationTimesNumber, durationDivided, durationNegated
  case durationPart
  /// r0: w0 - w1 in days, and in seconds
  case daysBetween, secondsBetween
  /// w0: the date of w0 in its zone, nothing of nothing
  case dateOf
  /// w0: the date w0 at the time w1
  case atTime
  /// w0: the number of the clock's word in data
  case clock
  /// w0: the weekday in data, 1 to 7; next, or last with 8 more
  case weekday
  /// w0: before or after today by r0; the moments: before or after now
  case daysAgo, daysFromNow, ago, fromNow
  /// w0: the wall time data (date, time) in zone r0, or the user's where it is null
  case dateTime

  // MARK: Lists
  /// r0: the rows r0 in the order of the keys r1…; data: the plan
  case sort
  /// r0: the rows r0 of which the keys r1 differ; data: the type of the keys
  case distinct
  case reverse
  /// r0: list of lists of the rows r0 with equal keys r1…; data: the plan
  case group
  /// r0: for each of the keys r0, the list of the rows r2 whose keys r1 equal it; data: the type of the keys
  case matches
  /// r0: the last w0 of r0
  case lastOf

  // MARK: Failing
  /// data: what is wrong
  case raise
  /// r0: the text
  case fail
  /// r0…: the texts of the parts, null where one was not asked; data: the plan
  case expectFailed

  // MARK: Tests
  /// the clock goes to w0
  case enterMoment
  /// the clock goes back to where it stood in the block number data
  case leaveMoments

  // MARK: Records
  /// w0: the row of the handle r0; data: the noun
  case row
  /// r0: the rows of the source in data; data above: the type
  case source
  /// a field's value of row w0; data: noun, field, type
  case field
  /// sets a field of row w0; data: noun, field, type; the value is w1 or r0
  case setField
  /// w0: the row that the declaration plan in data makes of the values
  case declare
  case me
  case scriptArguments
  case draft
  case command
  case act
  case search
  case update
  /// r0: the answer to the question in data, whose parameters stand in the windows: rows, or one value in a list; null
  /// where there is none
  case ask
  /// The next rows of a noun.
  case page
  /// r0: how the question in data is answered, a line each
  case explain
  case show, chart, render, save
  /// r0: a letter of subject r0 and body r1
  case letter
}
