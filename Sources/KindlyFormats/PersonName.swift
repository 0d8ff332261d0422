// The name of a person as invitations and address books have it: `Reyes, Dana`, an address in place of a name, none.
// It guesses only what a letter needs - how to write the name - and says that it guessed; storing is left to others.

public enum PersonName {
  /// A name in the order in which people say it, and why it is a guess. Never empty where there is an address.
  ///
  /// - Parameter isExact: whether the name is as Kindly wrote it, and to be taken so.
  public static func name(written: String?, email: String?, isExact: Bool = false) -> (name: String, guess: String?) {
    if isExact, let written = written.flatMap(CellText.orNil) { return (written, nil) }
    if let written = written.flatMap(CellText.orNil), EmailAddress.normalized(written) == nil {
      let unquoted =
        written.hasPrefix("'") && written.hasSuffix("'") && written.count > 2
        ? String(written.dropFirst().dropLast()) : written
      return turned(unquoted)
    }
    guard let email else { return ("", nil) }
    let name = fromAddress(email)
    return (name, "the name `\(name)` is guessed from the address \(email)")
  }

  /// `Reyes, Dana` as `Dana Reyes`; what stands behind a comma and looks like a degree is left out.
  private static func turned(_ text: String) -> (name: String, guess: String?) {
    let (head, credentials) = Credentials.split(text)
    if let credentials { return (head, "`\(credentials)` is taken for credentials and left out of the name") }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { CellText.cleaned(String($0)) }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[1].split(separator: " ").count <= 3 else {
      return (text, nil)
    }
    let name = "\(parts[1]) \(parts[0])"
    return (name, "`\(text)` is taken for `\(name)`")
  }

  /// `lee.wu@acme.example` as `Lee Wu`.
  private static func fromAddress(_ email: String) -> String {
    let local = email.prefix { $0 != "@" && $0 != "+" }
    let words = local.split { $0 == "." || $0 == "_" || $0 == "-" }.map { word in
      word.prefix(1).uppercased() + word.dropFirst()
    }
    return words.isEmpty ? String(local) : words.joined(separator: " ")
  }
}
