// What can be wrong with a `use` before the used file is looked at, as data. The words stand in
// `ModuleError+Message.swift`.

import KindlySource

struct ModuleError: Error {
  let kind: Kind
  let span: Span

  enum Kind {
    case missing(String, nearest: [String])
    case folder(String)
    /// Not below the folder of the script; `folder` is where it is.
    case outside(String, folder: String)
    case unreadable(String, reason: String)
    case notUTF8(String, offset: Int)
    /// The names of the files from the used one round to itself.
    case cycle([String])
    case tooDeep(Int)
  }
}
