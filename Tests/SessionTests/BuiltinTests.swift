// Every built-in function does what its entry in the table says: its example prints what stands beside it.

import KindlyCatalog
import Testing

struct BuiltinTests {
  @Test(arguments: Builtin.allCases)
  func examplePrints(_ builtin: Builtin) throws {
    let (code, prints) = builtin.spec.example
    let bench = try Bench()
    bench.allowEnv = ["NO_SUCH_VARIABLE"]
    let outcome = bench.script(builtin == .general(.print) ? code : "print(\(code))")
    #expect(outcome.complaints == "")
    #expect(outcome.text == prints + "\n")
  }

  @Test func namesAreOfOneStyle() {
    for builtin in Builtin.allCases {
      #expect(builtin.name.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || $0 == UInt8(ascii: "_") })
      #expect(builtin.spec.signatures.allSatisfy { $0.hasPrefix(builtin.name + "(") })
      #expect(builtin.spec.summary.hasSuffix("."), "\(builtin.name)")
    }
    #expect(Set(Builtin.allCases.map(\.name)).count == Builtin.allCases.count)
  }
}
