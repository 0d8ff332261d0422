// Looking things up: `help` at the prompt and in `eval`, the function `help`, and `kindly doc`.

import Foundation
import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlySource

extension Session {
  /// What an entry asks help with: a name, an empty text for `help` alone, nil where it is no question for help.
  static func helpTopic(_ entry: String) -> String? {
    let words = entry.split(whereSeparator: \.isWhitespace)
    guard words.first == "help", words.count <= 2 else { return nil }
    guard words.count == 2 else { return "" }
    let topic = words[1]
    return topic.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "@" || $0 == "-" })
      ? String(topic) : nil
  }

  /// Prints help with a name.
  func help(_ topic: String) -> RunStatus {
    perform(.looking) { run in
      run.say(try host.help(topic))
      return .success
    }
  }

  /// `kindly doc`: the library's documentation, a file's, or the entries of a name.
  public func document(_ arguments: [String], isMarkdown: Bool) -> RunStatus {
    perform(.looking) { run in
      let layout = host.documentationLayout
      let documentation = Documentation(environment: environment)
      guard !arguments.isEmpty else {
        let library = documentation.everything.filter { entry in isOfLibrary(entry, documentation) }
        run.say(isMarkdown ? layout.markdown(library, title: "The standard library") : layout.list(library))
        return .success
      }
      for (index, argument) in arguments.enumerated() {
        if index > 0 { run.say("\n") }
        if argument.contains("/") || argument.hasSuffix(".kindly") || FileManager.default.fileExists(atPath: argument) {
          let bytes = try SourceReader.read(argument).get()
          guard let unit = try program(argument, bytes, CheckOptions(voice: .script), .everything)?.unit else {
            return .source
          }
          let entries = Documentation(environment: environment).declared { $0 == unit.tree.file }
          run.say(isMarkdown ? layout.markdown(entries, title: argument) : layout.text(entries))
        } else if isMarkdown {
          let entries = documentation.entries(named: argument)
          guard !entries.isEmpty else { throw host.unknownTopic(argument) }
          run.say(layout.markdown(entries, title: argument))
        } else {
          run.say(try host.help(argument))
        }
      }
      return .success
    }
  }

  /// Whether the language itself or its library has it, rather than the user's own rules.
  private func isOfLibrary(_ entry: DocumentationEntry, _ documentation: Documentation) -> Bool {
    let own = documentation.declared { sources[$0]?.name.hasPrefix("stdlib/") != true }
    return !own.contains(entry)
  }
}

extension RunHost {
  var documentationLayout: DocumentationLayout {
    DocumentationLayout(width: min(options.width ?? 80, 100), isBold: options.isOutputColored)
  }

  /// What help says of a name; of an empty one, what there is to ask for.
  func help(_ name: String) throws -> String {
    let documentation = Documentation(environment: environment)
    guard !name.isEmpty else {
      return "`help NAME` explains a function, a verb, a noun or a field, a type, a command or a rule:\n\n"
        + documentationLayout.names(documentation.everything)
    }
    let entries = documentation.entries(named: name)
    guard !entries.isEmpty else { throw unknownTopic(name) }
    return documentationLayout.text(entries)
  }

  func unknownTopic(_ name: String) -> HostError {
    let near = Documentation(environment: environment).suggestions(for: name)
    return HostError(
      code: 432, "there is nothing called `\(name)` to explain",
      notes: near.isEmpty ? ["`help` alone lists what there is"] : ["did you mean `\(near[0])`?"])
  }
}
