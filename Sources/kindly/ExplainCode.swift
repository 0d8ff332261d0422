// `kindly explain-code K0204`: the page of a diagnostic; without a code, the list of all.

import KindlySession

extension Commands {
  static func explainCode(_ invocation: Invocation) throws {
    let output = StandardOutput(isInteractive: false)
    if let code = invocation.arguments.first {
      try output.write(try ErrorPages.page(named: code).text)
    } else {
      for page in ErrorPages.all { try output.write("\(page.code)  \(page.title)\n") }
    }
    try output.flush()
  }
}
