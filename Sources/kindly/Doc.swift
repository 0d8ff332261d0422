// `kindly doc`: the documentation of the library, of names and of files, in the terminal or as Markdown.

import KindlySession

extension Commands {
  static func doc(_ invocation: Invocation) throws {
    try withSession(invocation.options.sessionOptions()) { session in
      session.document(invocation.arguments, isMarkdown: invocation.options.isMarkdown)
    }
  }
}
