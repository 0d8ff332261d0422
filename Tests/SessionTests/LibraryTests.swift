// The library inside the binary is the library in stdlib/.

import Foundation
import Testing

@testable import KindlySession

struct LibraryTests {
  @Test(arguments: Library.files.map(\.name))
  func embeddedTextIsTheFile(_ name: String) throws {
    let embedded = try #require(Library.files.first { $0.name == name }).text
    #expect(embedded == (try Project.text(name)), "run `make library`")
  }

  @Test func everyFileIsEmbedded() {
    let names = Project.files(under: "stdlib", suffix: ".kindly").filter { !$0.contains("/") }.map { "stdlib/" + $0 }
    #expect(Set(names) == Set(Library.files.map(\.name)))
  }

  @Test func theHolidaysAreTheirFiles() throws {
    let names = Project.files(under: "stdlib/holidays", suffix: ".kindly")
    #expect(names == Library.holidays.map { $0.name + ".kindly" }.sorted())
    for (name, text) in Library.holidays {
      #expect(text == (try Project.text("stdlib/holidays/\(name).kindly")), "run `make library`")
    }
  }
}
