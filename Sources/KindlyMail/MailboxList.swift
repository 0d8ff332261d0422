// Reads the mailboxes of a header, `"Reyes, Dana" <dana@acme.example>, lee@acme.example`, as people's programs write
// them: quoted, encoded, with comments, in groups. Lenient: what is no address is left out, none is checked further.

enum MailboxList {
  static func read(_ value: String) -> [Mailbox] {
    var mailboxes: [Mailbox] = []
    var current = Pending()
    var rest = Substring(value)
    while let character = rest.popFirst() {
      switch character {
      case "\"":
        let quoted = readQuoted(&rest)
        if current.isInAngle {
          current.angle.append("\"\(quoted)\"")
        } else {
          current.append(quoted, isQuoted: true)
        }
      case "(":
        skipComment(&rest)
      case "<":
        current.isInAngle = true
        current.angle = ""
        current.hasAngle = true
      case ">":
        current.isInAngle = false
      case "," where !current.isInAngle, ";" where !current.isInAngle:
        mailboxes += current.mailbox
        current = Pending()
      case ":" where !current.isInAngle:
        // What was read is the name of a group.
        current = Pending()
      default:
        if current.isInAngle {
          current.angle.append(character)
        } else {
          current.append(String(character), isQuoted: false)
        }
      }
    }
    return mailboxes + current.mailbox
  }

  /// What was read of one mailbox so far.
  private struct Pending {
    /// The parts of the phrase; only those outside quotes may hold encoded words.
    var pieces: [(text: String, isQuoted: Bool)] = []
    var angle = ""
    var isInAngle = false
    var hasAngle = false

    mutating func append(_ text: String, isQuoted: Bool) {
      if !isQuoted, let last = pieces.last, !last.isQuoted {
        pieces[pieces.count - 1].text += text
      } else {
        pieces.append((text, isQuoted))
      }
    }

    /// One mailbox, or none where there is no address.
    var mailbox: [Mailbox] {
      if hasAngle {
        let address = angle.filter { !$0.isWhitespace }
        guard address.contains("@") else { return [] }
        // Encoded words in quotes are against the rules and common all the same.
        let name = pieces.map { EncodedWord.decode($0.text) }.joined()
        let trimmed = MailboxList.trimmed(name)
        return [Mailbox(name: trimmed.isEmpty ? nil : trimmed, address: address)]
      }
      let address = pieces.map { $0.isQuoted ? "\"\($0.text)\"" : $0.text.filter { !$0.isWhitespace } }.joined()
      return address.contains("@") ? [Mailbox(address: address)] : []
    }
  }

  private static func readQuoted(_ rest: inout Substring) -> String {
    var out = ""
    while let character = rest.popFirst() {
      if character == "\"" { break }
      if character == "\\", let next = rest.popFirst() {
        out.append(next)
      } else {
        out.append(character)
      }
    }
    return out
  }

  private static func skipComment(_ rest: inout Substring) {
    var depth = 1
    while depth > 0, let character = rest.popFirst() {
      switch character {
      case "(": depth += 1
      case ")": depth -= 1
      case "\\": _ = rest.popFirst()
      default: break
      }
    }
  }

  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
