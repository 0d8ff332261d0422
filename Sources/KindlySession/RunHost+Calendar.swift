// Which holidays are in force, and that settings name only what there is or can be.

import KindlyCatalog
import KindlyDiagnostics
import KindlyMachine
import KindlyMail
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
    guard noun == .me, case .text(let text) = value else { return }
    switch noun.fields[field].name {
    case "holidays" where !calendars.has(text):
      throw HostError(
        code: 523, "there are no holidays called `\(text)`",
        notes: ["those there are: " + calendars.names().joined(separator: ", ")])
    // A password that is written there by mistake is never kept.
    case "smtp":
      do throws(MailError) {
        _ = try SMTPAddress(text)
      } catch {
        throw HostError(code: Code(error.code)?.number ?? 400, error.message, notes: [error.hint])
      }
    default: break
    }
  }
}
