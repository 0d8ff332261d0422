// What can be wrong with a letter or with the folder it is delivered to, as data.
// The words, codes and hints stand in MailError+Message.swift alone.

/// Why a letter was not written, or not delivered.
public enum MailError: Error, Sendable, Equatable {
  /// A header's value holds a line break: whoever wrote it could add headers of their own.
  case lineBreakInHeader(String)
  /// A header's value holds a control character, given by its code point.
  case controlInHeader(String, scalar: UInt32)
  /// No header has such a name.
  case badHeaderName(String)
  /// The letter writes this header itself, or it is given twice.
  case headerTwice(String)
  /// One word of a header is longer than a line of mail may be.
  case headerTooLong(String)
  /// The text is not `local@domain`.
  case badAddress(String)
  /// The part before the `@` has letters outside ASCII.
  case addressNotASCII(String)
  /// The domain has letters outside ASCII.
  case internationalDomain(String)
  /// The text is not `<left@right>`.
  case badMessageID(String)
  /// The text is no date of RFC 5322.
  case badDate(String)
  /// The path is there and is no folder.
  case notAFolder(path: String)
  /// The path may not be written to.
  case notWritable(path: String, reason: String)
  /// The disk or the quota is full.
  case diskFull(path: String, reason: String)
  /// Another failure of the file system, in its own words.
  case fileSystem(path: String, reason: String)
  /// Every name that was tried is taken.
  case nameTaken(path: String)
  /// The sendmail program cannot be run.
  case noSendmail(String, reason: String)
  /// The program that speaks to mail servers cannot be run.
  case noCurl(String)
  /// No mail server is named.
  case noServer
  /// The text is no address of a mail server.
  case badServer(String)
  /// The address of the mail server has a password in it.
  case passwordInServer
  /// The server wants a password, and nothing says where it is.
  case noPassword(String)
  /// The file is not there, or not the user's alone, or has no password in it.
  case passwordFile(String, reason: String)
  /// The command did not give a password.
  case passwordCommand(String)
  /// The server does not take the user's name and password.
  case loginRefused(String, host: String, words: String)
  /// The server is not who it says, or speaks no TLS.
  case noSafeConnection(String, reason: String)
  /// curl would not do what it was told.
  case curlFailed(String)
  /// There is nothing at the path that mail is to be read from.
  case noMailbox(path: String)
  /// What is there is neither a Maildir nor an mbox.
  case notAMailbox(path: String)

  /// Whether the letter is not at fault but the way it was to take: no letter can go until that is mended.
  public var isOfTheWay: Bool {
    switch self {
    case .noSendmail, .noCurl, .noServer, .badServer, .passwordInServer, .noPassword, .passwordFile, .passwordCommand,
      .loginRefused, .noSafeConnection, .curlFailed:
      true
    default: false
    }
  }
}
