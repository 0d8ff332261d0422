// Undo and import: what was undone comes again, what the user removed does not, and a move that was undone moves again.

import Foundation
import Testing

@testable import KindlySession

@Suite struct UndoneImportTests {
  private func invite(_ start: String, sequence: Int) -> String {
    """
    BEGIN:VCALENDAR\r
    METHOD:REQUEST\r
    BEGIN:VEVENT\r
    UID:one@acme.example\r
    SEQUENCE:\(sequence)\r
    DTSTAMP:20261101T0\(sequence)0000Z\r
    DTSTART:\(start)\r
    DURATION:PT45M\r
    SUMMARY:Accountant at Acme\r
    ORGANIZER;CN=Dana Reyes:mailto:dana@acme.example\r
    END:VEVENT\r
    END:VCALENDAR\r

    """
  }

  @Test func undoAlsoUndoesWhatIsRememberedOfTheFile() throws {
    let home = try Home()
    let first = try home.write("first.ics", invite("20261201T100000Z", sequence: 0))
    let moved = try home.write("moved.ics", invite("20261202T100000Z", sequence: 1))
    func kindly(_ arguments: String...) throws -> String {
      let finished = try home.run(["--store", home.folder.file("kindly.db"), "--zone", "UTC"] + arguments)
      #expect(finished.status == 0, "\(finished.complaints)")
      return finished.text
    }
    let starts = "interviews | map starts"
    #expect(try kindly("import", first).contains(" new,"))
    #expect(try kindly("undo").hasPrefix("undone: import "))
    // It was never there, so it may come.
    _ = try kindly("import", first)
    #expect(try kindly("eval", starts) == "[2026-12-01 10:00]\n")
    _ = try kindly("import", moved)
    #expect(try kindly("eval", starts) == "[2026-12-02 10:00]\n")
    _ = try kindly("undo")
    #expect(try kindly("eval", starts) == "[2026-12-01 10:00]\n")
    _ = try kindly("import", moved)
    #expect(try kindly("eval", starts) == "[2026-12-02 10:00]\n")
    // Removed, restored, removed again.
    _ = try kindly("eval", "interviews | remove")
    _ = try kindly("undo")
    #expect(try kindly("eval", starts) == "[2026-12-02 10:00]\n")
    _ = try kindly("redo")
    #expect(try kindly("import", moved).contains("you removed this interview"))
    #expect(try kindly("eval", starts) == "[]\n")
  }
}
