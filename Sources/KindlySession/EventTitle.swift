// What the title of an invitation says of the job and the company: `Interview: Senior Accountant @ Acme Accounting`.
// It guesses, and says what; the importer reports it. Nothing but the title and the addresses is looked at.

import Foundation

/// A title taken apart.
struct EventTitle {
  let role: String
  let company: String?
  /// What was taken from the title, if it was not taken whole.
  let guess: String?

  /// `domains` are those of the people who were invited: what follows `at` or stands in brackets is a company where one
  /// of them begins like it.
  init(_ title: String, domains: [String]) {
    var rest = title[...]
    for opening in ["Interview:", "Job interview:", "Interview -", "Interview –", "Interview for"] {
      let head = rest.prefix(opening.count)
      if head.lowercased() == opening.lowercased() {
        rest = rest.dropFirst(opening.count)
        break
      }
    }
    var company: String?
    if let found = Self.behind(" @ ", in: rest) {
      (rest, company) = found
    } else if let found = Self.bracketed(rest), Self.fits(found.company, domains) {
      (rest, company) = found
    } else if let found = Self.behind(" at ", in: rest), Self.fits(found.company, domains) {
      (rest, company) = found
    } else if let found = Self.behind(" at ", in: rest), found.0.lowercased().hasSuffix("interview") {
      // `Phone interview at Acme` says nothing of the job.
      (rest, company) = (title[...], found.company)
    } else if let found = Self.behind(" with ", in: rest), Self.fits(found.company, domains) {
      (rest, company) = found
    }
    let role = Self.trimmed(rest)
    self.role = role.isEmpty ? title : role
    self.company = company
    guess = self.role == title ? nil : "its role is guessed from the title: `\(self.role)`"
  }

  private static func behind(_ word: String, in text: Substring) -> (Substring, company: String)? {
    guard let range = text.range(of: word, options: .backwards) else { return nil }
    let company = trimmed(text[range.upperBound...])
    return company.isEmpty || trimmed(text[..<range.lowerBound]).isEmpty
      ? nil : (text[..<range.lowerBound], company)
  }

  private static func bracketed(_ text: Substring) -> (Substring, company: String)? {
    guard text.last == ")", let open = text.lastIndex(of: "(") else { return nil }
    let company = trimmed(text[text.index(after: open)...].dropLast())
    return company.isEmpty ? nil : (text[..<open], company)
  }

  private static func fits(_ company: String, _ domains: [String]) -> Bool {
    let letters = company.lowercased().filter { $0.isLetter || $0.isNumber }
    return domains.contains { domain in
      guard let label = MailDomain.label(of: domain) else { return false }
      return letters.hasPrefix(label) || label.hasPrefix(letters) && letters.count > 2
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first == " " || first == "-" || first == "–" || first == ":" { text.removeFirst() }
    while let last = text.last, last == " " || last == "-" || last == "–" || last == "," { text.removeLast() }
    return String(text)
  }
}

/// What the domain of a mail address says of the company.
enum MailDomain {
  /// Whoever has an address there does not work there.
  private static let everyones: Set<String> = [
    "gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "icloud", "me", "mac", "aol",
    "proton",
    "protonmail", "pm", "gmx", "web", "mail", "fastmail", "zoho", "hey", "yandex", "freemail", "citromail", "tutanota",
    "tuta", "posteo", "mailbox", "hushmail", "qq", "163", "126", "naver", "orange", "wanadoo", "free", "laposte",
    "t-online", "comcast", "verizon", "att", "sbcglobal", "btinternet",
  ]

  /// `acme` of `mail.acme.co.uk`; nil of an address that anybody may have.
  static func label(of domain: String) -> String? {
    let labels = domain.lowercased().split(separator: ".").map(String.init)
    guard labels.count > 1, let last = labels.last else { return nil }
    let second = labels[labels.count - 2]
    let isNested =
      last.count == 2 && labels.count > 2
      && ["co", "com", "org", "net", "ac", "gov", "edu", "or", "ne"].contains(second)
    let label = isNested ? labels[labels.count - 3] : second
    return everyones.contains(label) ? nil : label
  }

  /// `Acme` of `mail.acme.co.uk`.
  static func company(of domain: String) -> String? {
    label(of: domain).map { label in
      label.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }
  }
}
