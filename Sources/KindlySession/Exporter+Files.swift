// The store as a calendar (RFC 5545) and as an address book (RFC 6350), for other programs - and for Kindly's import,
// which finds in `X-KINDLY-…` what these formats have no word for. Lines are ContentLineWriter's.
// The invariant: a record has the same UID in every export, so that a calendar that takes it again changes it in place.

import Foundation
import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyStore
import KindlyTime

extension Exporter {
  // MARK: - The calendar

  func calendar() throws -> String {
    try calendar(of: rows(.interview).map { (.interview, $0) } + rows(.deadline).map { (.deadline, $0) })
  }

  /// Interviews as events, deadlines as to-dos, in their order.
  func calendar(of records: [(noun: Noun, row: RowID)]) throws -> String {
    var out = ContentLineWriter()
    out.add("BEGIN", raw: "VCALENDAR")
    out.add("VERSION", raw: "2.0")
    out.add("PRODID", raw: "-//Kindly//Kindly//EN")
    out.add("CALSCALE", raw: "GREGORIAN")
    for (noun, row) in records {
      if noun == .interview { try write(interview: row, to: &out) }
      if noun == .deadline { try write(deadline: row, to: &out) }
    }
    out.add("END", raw: "VCALENDAR")
    return out.text
  }

  private func write(interview row: RowID, to out: inout ContentLineWriter) throws {
    guard case .dateTime(let starts) = try host.value(.interview, row, "starts") else { return }
    let handle = try host.handle(.interview, row)
    let role = try host.text(.interview, row, "role") ?? ""
    let company = try host.text(.interview, row, "company") ?? ""
    out.add("BEGIN", raw: "VEVENT")
    out.add("UID", text: uid(handle))
    try writeStamps(.interview, row, to: &out)
    out.add("DTSTART", raw: Self.utc(starts))
    if case .duration(let length) = try host.value(.interview, row, "length") {
      if let text = Self.written(length) {
        out.add("DURATION", raw: text)
      } else if let end = try? starts.adding(length) {
        // Months and business days have no word in a DURATION (3.3.6).
        out.add("DTEND", raw: Self.utc(end))
      }
    }
    out.add("SUMMARY", text: "\(role) @ \(company)")
    if let place = try host.text(.interview, row, "place") { out.add("LOCATION", text: place) }
    let outcome = try word(.interview, row, "outcome")
    out.add("STATUS", raw: outcome == "cancelled" ? "CANCELLED" : "CONFIRMED")
    if case .list(let people) = try host.value(.interview, row, "people") {
      for case .noun(_, let person) in people { try write(person: person, to: &out) }
    }
    out.add("X-KINDLY-HANDLE", text: handle)
    out.add("X-KINDLY-ROLE", text: role)
    out.add("X-KINDLY-COMPANY", text: company)
    if let stage = try word(.interview, row, "stage") { out.add("X-KINDLY-STAGE", text: stage) }
    if let outcome { out.add("X-KINDLY-OUTCOME", text: outcome) }
    out.add("END", raw: "VEVENT")
  }

  /// As CONTACT (3.8.4.2), not as ATTENDEE: some calendars write to attendees by themselves when they take a file.
  private func write(person row: RowID, to out: inout ContentLineWriter) throws {
    let name = try host.text(.contact, row, "name") ?? ""
    var parameters = [("X-KINDLY-HANDLE", try host.handle(.contact, row)), ("X-KINDLY-NAME", name)]
    let email = try host.text(.contact, row, "email")
    if let email { parameters.append(("X-KINDLY-EMAIL", email)) }
    out.add("CONTACT", parameters, text: email.map { "\(name), \($0)" } ?? name)
  }

  private func write(deadline row: RowID, to out: inout ContentLineWriter) throws {
    guard case .dateTime(let due) = try host.value(.deadline, row, "due") else { return }
    let title = try host.text(.deadline, row, "title") ?? ""
    out.add("BEGIN", raw: "VTODO")
    out.add("UID", text: uid(try host.handle(.deadline, row)))
    try writeStamps(.deadline, row, to: &out)
    out.add("DUE", raw: Self.utc(due))
    out.add("SUMMARY", text: title)
    if case .dateTime(let done) = try host.value(.deadline, row, "done_at") {
      out.add("STATUS", raw: "COMPLETED")
      out.add("COMPLETED", raw: Self.utc(done))
    } else {
      out.add("STATUS", raw: "NEEDS-ACTION")
      // 3.8.6.3: one day before the end, which of a to-do is its DUE.
      out.add("BEGIN", raw: "VALARM")
      out.add("ACTION", raw: "DISPLAY")
      out.add("DESCRIPTION", text: title)
      out.add("TRIGGER", [("RELATED", "END")], raw: "-P1D")
      out.add("END", raw: "VALARM")
    }
    out.add("X-KINDLY-HANDLE", text: try host.handle(.deadline, row))
    out.add("END", raw: "VTODO")
  }

  private func writeStamps(_ noun: Noun, _ row: RowID, to out: inout ContentLineWriter) throws {
    guard case .dateTime(let created) = try host.value(noun, row, field: Noun.createdField),
      case .dateTime(let updated) = try host.value(noun, row, field: Noun.updatedField)
    else { return }
    out.add("DTSTAMP", raw: Self.utc(updated))
    out.add("CREATED", raw: Self.utc(created))
    out.add("LAST-MODIFIED", raw: Self.utc(updated))
  }

  /// From the store's id and the handle (RFC 5545 3.8.4.7).
  private func uid(_ handle: String) -> String { handle + Self.uidEnding(host.store) }

  /// What the UIDs of a store end in.
  static func uidEnding(_ store: Store) -> String { "@\(store.id).kindly.invalid" }

  /// `20261124T150000Z` (3.3.5, form 2).
  private static func utc(_ moment: DateTime) -> String {
    let (date, time) = ((try? moment.inZone(.utc)) ?? moment).dateAndTime
    func pair(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return date.description.filter { $0 != "-" } + "T" + pair(time.hour) + pair(time.minute) + pair(time.second) + "Z"
  }

  /// `P1DT1H30M`; nil where it has months or business days, or counts backwards.
  private static func written(_ length: KindlyTime.Duration) -> String? {
    guard length.months == 0, length.businessDays == 0, length.days >= 0, length.seconds >= 0 else { return nil }
    var text = "P"
    if length.days > 0 { text += "\(length.days)D" }
    let (hours, minutes, seconds) = (length.seconds / 3600, length.seconds / 60 % 60, length.seconds % 60)
    if length.seconds > 0 { text += "T" }
    if hours > 0 { text += "\(hours)H" }
    // dur-time has no hour with seconds and without minutes.
    if minutes > 0 || hours > 0 && seconds > 0 { text += "\(minutes)M" }
    if seconds > 0 { text += "\(seconds)S" }
    return text == "P" ? nil : text
  }

  private func word(_ noun: Noun, _ row: RowID, _ field: String) throws -> String? {
    if case .enumeration(let enumeration, let number) = try host.value(noun, row, field) {
      return enumeration.cases[number]
    }
    return nil
  }

  // MARK: - The address book

  func addressBook() throws -> String { try addressBook(of: rows(.contact)) }

  func addressBook(of contacts: [RowID]) throws -> String {
    var out = ContentLineWriter()
    for row in contacts {
      func text(_ name: String) throws -> String? { try host.text(.contact, row, name) }
      let name = try text("name") ?? ""
      let handle = try host.handle(.contact, row)
      out.add("BEGIN", raw: "VCARD")
      out.add("VERSION", raw: "4.0")
      out.add("UID", [("VALUE", "text")], text: uid(handle))
      out.add("FN", text: name)
      if let company = try text("company") { out.add("ORG", text: company) }
      if let title = try text("title") { out.add("TITLE", text: title) }
      if let email = try text("email") { out.add("EMAIL", text: email) }
      if let phone = try text("phone") { out.add("TEL", [("VALUE", "text")], text: phone) }
      if let page = try text("linkedin") {
        out.add("URL", raw: page)
        // Pages elsewhere are pages, too; only LinkedIn's are told from them by their address.
        if LinkedInAddress.normalized(page) != page { out.add("X-KINDLY-LINKEDIN", text: page) }
      }
      if let zone = try text("zone") {
        out.add("TZ", text: zone)
        out.add("X-KINDLY-ZONE", text: zone)
      }
      if case .list(let tags) = try host.value(.contact, row, "tags"), !tags.isEmpty {
        let words = tags.map { if case .text(let tag) = $0 { ContentLineWriter.escaped(tag) } else { "" } }
        out.add("CATEGORIES", raw: words.joined(separator: ","))
      }
      if case .dateTime(let updated) = try host.value(.contact, row, field: Noun.updatedField) {
        out.add("REV", raw: Self.utc(updated))
      }
      out.add("X-KINDLY-HANDLE", text: handle)
      if let role = try word(.contact, row, "role") { out.add("X-KINDLY-ROLE", text: role) }
      if let permission = try word(.contact, row, "linkedin_ok") { out.add("X-KINDLY-LINKEDIN-OK", text: permission) }
      if case .date(let date) = try host.value(.contact, row, "connected_on") {
        out.add("X-KINDLY-CONNECTED-ON", raw: date.description)
      }
      out.add("END", raw: "VCARD")
    }
    return out.text
  }
}
