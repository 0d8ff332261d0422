// Which holidays are in force, and that only such as there are can be named.

import KindlyCatalog
import KindlyMachine
import KindlyStore
import KindlyTime

extension RunHost {
  /// The calendar that `me.holidays` names, Monday to Friday where it names none.
  func namedCalendar() -> BusinessCalendar {
    do {
      guard case .text(let name) = try value(.me, Store.meRow, "holidays") else { return .weekdays }
      return calendars.calendar(named: name)
    } catch {
      return BusinessCalendar { _ throws(TimeError) in
        throw .noHolidays("`me.holidays` cannot be read from the store")
      }
    }
  }

  /// What is wrong with a value beyond its shape, before it is written.
  func complain(_ noun: Noun, _ field: Int, _ value: Value) throws {
    guard noun == .me, noun.fields[field].name == "holidays", case .text(let name) = value, !calendars.has(name) else {
      return
    }
    throw HostError(
      code: 523, "there are no holidays called `\(name)`",
      notes: ["those there are: " + calendars.names().joined(separator: ", ")])
  }
}
