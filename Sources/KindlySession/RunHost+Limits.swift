// The end of the calendar. What rules ask after an interview or a deadline lies some weeks behind it; a record that
// leaves no room for that is refused when it is written, so that one of them cannot make the whole agenda fail.

import KindlyCatalog
import KindlyMachine
import KindlyTime

extension RunHost {
  /// How far behind a record's dates the library's rules look, and some more.
  private static let room = (try? KindlyTime.Duration(months: 3)) ?? .zero

  /// Refuses an interview or a deadline beyond which the calendar ends.
  func leaveRoom(behind noun: Noun, _ row: RowID) throws {
    guard noun == .interview || noun == .deadline else { return }
    for field in ["starts", "reply_by", "due"] where noun.spec.fieldIndex(field) != nil {
      do {
        switch try value(noun, row, field) {
        case .dateTime(let moment):
          var end = moment
          if case .duration(let length) = try value(noun, row, "length") { end = try end.adding(length) }
          _ = try end.adding(Self.room)
        case .date(let date): _ = try date.adding(Self.room)
        default: break
        }
      } catch is TimeError {
        throw HostError(
          code: 524, "`@\(try handle(noun, row))` lies too near the end of the calendar: its `\(field)`",
          notes: ["dates end with 9999-12-31, and what follows a record needs three months"])
      }
    }
  }
}
