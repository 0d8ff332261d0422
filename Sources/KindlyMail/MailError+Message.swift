// The words for every MailError: its stable code, one sentence for the user, and what to do about it.
// It decides no facts; every case has all three, and a code is never given to another case.

extension MailError {
  /// The stable diagnostic code, `K0650` and up.
  public var code: String {
    switch self {
    case .lineBreakInHeader: "K0650"
    case .controlInHeader: "K0651"
    case .badHeaderName: "K0652"
    case .headerTwice: "K0653"
    case .headerTooLong: "K0654"
    case .badAddress: "K0655"
    case .addressNotASCII: "K0656"
    case .internationalDomain: "K0657"
    case .badMessageID: "K0658"
    case .badDate: "K0659"
    case .notAFolder: "K0660"
    case .notWritable: "K0661"
    case .diskFull: "K0662"
    case .fileSystem: "K0663"
    case .nameTaken: "K0664"
    case .noSendmail: "K0670"
    case .noCurl: "K0671"
    case .noServer: "K0672"
    case .badServer: "K0673"
    case .passwordInServer: "K0674"
    case .noPassword: "K0675"
    case .passwordFile: "K0676"
    case .passwordCommand: "K0677"
    case .loginRefused: "K0678"
    case .noSafeConnection: "K0679"
    case .curlFailed: "K0683"
    case .noMailbox: "K0680"
    case .notAMailbox: "K0681"
    }
  }

  /// One sentence that says what is wrong, without a full stop.
  public var message: String {
    switch self {
    case .lineBreakInHeader(let name):
      "the \(name) of the letter holds a line break"
    case .controlInHeader(let name, let scalar):
      "the \(name) of the letter holds the control character U+\(Self.hex(scalar))"
    case .badHeaderName(let name):
      "`\(Self.shown(name))` is no name of a mail header"
    case .headerTwice(let name):
      "the header \(name) would be in the letter twice"
    case .headerTooLong(let name):
      "the \(name) of the letter has a word longer than a line of mail may be"
    case .badAddress(let address):
      "`\(Self.shown(address))` is not an email address"
    case .addressNotASCII(let address):
      "`\(Self.shown(address))` has letters before the @ that mail cannot carry yet"
    case .internationalDomain(let address):
      "the domain of `\(Self.shown(address))` is not in its ASCII form"
    case .badMessageID(let id):
      "`\(Self.shown(id))` is not a Message-ID"
    case .badDate(let date):
      "`\(Self.shown(date))` is not a date of mail"
    case .notAFolder(let path):
      "\(Self.shown(path)) is not a folder"
    case .notWritable(let path, let reason):
      "cannot write to \(Self.shown(path)): \(reason)"
    case .diskFull(let path, let reason):
      "no room for the letter in \(Self.shown(path)): \(reason)"
    case .fileSystem(let path, let reason):
      "cannot use \(Self.shown(path)): \(reason)"
    case .nameTaken(let path):
      "every name for the letter in \(Self.shown(path)) is taken"
    case .noSendmail(let program, let reason):
      "cannot run the sendmail program \(Self.shown(program)): \(reason)"
    case .noCurl(let reason):
      "cannot run curl, which speaks to mail servers: \(reason)"
    case .noServer:
      "no mail server is named"
    case .badServer(let text):
      "`\(Self.shown(text))` is no address of a mail server"
    case .passwordInServer:
      "the address of the mail server holds a password"
    case .noPassword(let user):
      "there is no password for \(Self.shown(user))"
    case .passwordFile(let path, let reason):
      "cannot take the password from \(Self.shown(path)): \(reason)"
    case .passwordCommand(let reason):
      "the command for the password failed: \(reason)"
    case .loginRefused(let user, let host, let words):
      "\(host) does not let \(Self.shown(user)) in: \(words)"
    case .noSafeConnection(let host, let reason):
      "there is no safe connection to \(host): \(reason)"
    case .curlFailed(let reason):
      "curl cannot hand the letter in: \(reason)"
    case .noMailbox(let path):
      "there is no mailbox `\(Self.shown(path))`"
    case .notAMailbox(let path):
      "`\(Self.shown(path))` is neither a Maildir nor an mbox"
    }
  }

  /// What to do about it, in a sentence without a full stop.
  public var hint: String {
    switch self {
    case .lineBreakInHeader: "write it in one line"
    case .controlInHeader: "remove it; it was probably pasted along"
    case .badHeaderName: "use letters, digits and hyphens"
    case .headerTwice: "leave it out; the letter has its own"
    case .headerTooLong: "shorten it to fewer than 990 bytes"
    case .badAddress: "write it as name@domain.example"
    case .addressNotASCII: "ask for an address in plain letters; most mail servers give one"
    case .internationalDomain: "write the domain in its `xn--` form"
    case .badMessageID: "it has the form <left@right>, without spaces"
    case .badDate: "it has the form Tue, 24 Nov 2026 18:30:00 -0500, and the weekday has to be right"
    case .notAFolder: "name a Maildir, or a folder that is not there yet"
    case .notWritable: "check its owner and permissions, or name another folder"
    case .diskFull: "make room and try again; nothing was left behind"
    case .fileSystem: "check the path"
    case .nameTaken: "try again in a second"
    case .noSendmail: "name one that is there: me { sendmail: \"/usr/sbin/sendmail\" }"
    case .noCurl: "install it: sudo apt-get install curl"
    case .noServer: "me { smtp: \"smtps://user@host:465\" }, or smtp://user@host:587"
    case .badServer: "it has the form smtps://user@host:465, or smtp://user@host:587"
    case .passwordInServer:
      "leave it out, and let `me.smtp_password_command` or `me.smtp_password_file` say where it is"
    case .noPassword: "me { smtp_password_command: \"…\" } or me { smtp_password_file: \"…\" }"
    case .passwordFile(let path, _): "it has to be a file of your own that only you may read: chmod 600 '\(path)'"
    case .passwordCommand: "its first line on standard output is the password; try it in a shell"
    case .loginRefused: "check the user in `me.smtp` and the password; some servers want one made for programs"
    case .noSafeConnection: "check the host and port in `me.smtp`; the certificate is always checked"
    case .curlFailed: "check `me.smtp`, and whether curl is a recent one"
    case .noMailbox: "name the folder or the file that your mail program keeps your mail in"
    case .notAMailbox: "a Maildir is a folder with `cur` and `new` in it; an mbox is a file that begins with `From `"
    }
  }

  private static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The text in one line, since a message must not break its own line or a terminal.
  private static func shown(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(200) {
      scalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return String(scalars)
  }
}
