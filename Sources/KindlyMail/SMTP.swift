// Hands letters in at a mail server, through curl: libcurl's own program, which every system has and keeps up to date.
// It speaks the protocol, checks certificates and logs in; here stands what it is told and what its words mean. What it is
// told goes through a pipe, since others can read a command line and an environment.
// Invariant: from the server's `354`, where the letter begins to be handed over, until a final reply, the letter is in
// doubt; before that nothing has left.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A mail server.
public final class SMTP: Transport {
  public let address: SMTPAddress
  let source: PasswordSource?
  /// How long finding the server may take, and all of one letter.
  public var connectSeconds = 30
  public var seconds = 180
  /// Whether what is under way is to be ended.
  public var isStopped: StopCheck = { false }
  /// Asked for once.
  private var password: [UInt8]?

  public init(address: SMTPAddress, password source: PasswordSource?) {
    self.address = address
    self.source = source
  }

  public func deliver(_ letter: Letter) throws(MailError) -> Delivery {
    let bytes = try letter.bytes()
    let config = try self.config(letter)
    guard let program = ChildProcess.find("curl") else { throw .noCurl("there is no such program") }
    let input: UnnamedFile
    do {
      input = try UnnamedFile(bytes)
    } catch {
      // No room for the copy that is handed over: the letter is not at fault, and nothing has left.
      return .temporary(error.message)
    }
    // Its own limit comes first; ours is for a curl that does not keep to it.
    let child = ChildProcess(
      program: program, arguments: ["--disable", "--config", "/dev/fd/3"], seconds: Double(seconds + 20),
      isStopped: isStopped)
    let result: ChildProcess.Result
    do throws(ChildProcess.SpawnFailure) {
      result = try child.run(input: input, secret: config)
    } catch {
      if error.isTemporary { return .temporary("curl cannot be started: \(error.reason)") }
      throw .noCurl(error.reason)
    }
    return try delivery(of: SMTPTalk(result))
  }

  // MARK: - What curl is told

  private func config(_ letter: Letter) throws(MailError) -> [UInt8] {
    var out: [UInt8] = []
    func line(_ option: String, _ value: some Sequence<UInt8>) {
      out += Array("\(option) = \"".utf8)
      for byte in value {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
        out.append(byte)
      }
      out += Array("\"\n".utf8)
    }
    out += Array("silent\nshow-error\nverbose\n".utf8)
    line("url", "\(address.text)/\(Self.hostName)".utf8)
    line("mail-from", "<\(letter.from.address)>".utf8)
    line("mail-rcpt", "<\(letter.to.address)>".utf8)
    line("upload-file", "-".utf8)
    // Nothing else than mail, wherever an environment or a server may point.
    line("proto", "=smtp,smtps".utf8)
    if !address.isTLS { out += Array((address.isLoopback ? "ssl\n" : "ssl-reqd\n").utf8) }
    line("connect-timeout", "\(connectSeconds)".utf8)
    line("max-time", "\(seconds)".utf8)
    if let user = address.user {
      guard let source else { throw .noPassword(user) }
      let password: [UInt8]
      if let known = self.password { password = known } else { password = try source.password(isStopped: isStopped) }
      self.password = password
      line("user", Array(user.utf8) + [UInt8(ascii: ":")] + password)
    }
    return out
  }

  /// What this machine calls itself to the server.
  private static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let isOne = !name.isEmpty && name.utf8.allSatisfy { MailText.isAlphanumeric($0) || $0 == 0x2E || $0 == 0x2D }
    return isOne ? name : "localhost"
  }

  // MARK: - What came of it

  func delivery(of talk: SMTPTalk) throws(MailError) -> Delivery {
    let reason = talk.reason ?? "no answer"
    switch talk.handover {
    case .accepted: return .sent
    case .begun:
      let words = talk.reason.map { " (\($0))" } ?? ""
      return .inDoubt("\(address.host) was handed the letter but did not confirm it\(words)")
    case .unknown where !CurlExit(talk.ending).precedesHandover:
      return .inDoubt("curl did not report how far it got with \(address.host) (\(reason))")
    case .unknown, .notBegun, .declined: break
    }
    let words = talk.reply ?? reason
    switch talk.replyCode {
    case 400..<500: return .temporary("\(address.host) said: \(words)")
    case 500..<600:
      if talk.isAboutLogin { throw .loginRefused(address.user ?? "", host: address.host, words: words) }
      return .refused("\(address.host) said: \(words)")
    default: break
    }
    switch CurlExit(talk.ending) {
    case .login: throw .loginRefused(address.user ?? "", host: address.host, words: reason)
    case .noSafeConnection: throw .noSafeConnection(address.host, reason: reason)
    case .noConnection, .brokenOff: return .temporary("\(address.host): \(reason)")
    // Its record shows no handover, and it says that it went well: one of the two is wrong.
    case .success: return .inDoubt("curl reported success, but its log shows no handover to \(address.host)")
    case .misused(let code), .unlisted(let code): throw .curlFailed("\(reason) (\(code))")
    }
  }

  // MARK: - The doctor

  public func examine() -> (summary: String, problems: [MailError]) {
    var problems: [MailError] = []
    if let program = ChildProcess.find("curl") {
      let result = try? ChildProcess(program: program, arguments: ["--disable", "--version"], seconds: 10)
        .run(input: nil)
      let known = ChildProcess.lines(result?.output ?? []).first { $0.hasPrefix("Protocols:") } ?? ""
      if !known.split(separator: " ").contains("smtps") { problems.append(.noCurl("it does not speak SMTP with TLS")) }
    } else {
      problems.append(.noCurl("there is no such program"))
    }
    if let user = address.user {
      if let source {
        if let problem = source.problem() { problems.append(problem) }
      } else {
        problems.append(.noPassword(user))
      }
    }
    let user = address.user.map { ", as \($0)" } ?? ""
    return ("smtp, \(address.text)\(user)", problems)
  }
}

/// What curl said of its talk with a server: `>` before what it sent, `<` before what came. Only the server's lines are
/// kept, since what was sent has the password in it.
struct SMTPTalk {
  let ending: ChildProcess.Ending
  enum Handover {
    /// There is no whole record of the talk.
    case unknown
    case notBegun
    /// The server asked for the letter, and nothing final was heard of it.
    case begun
    /// The server has it.
    case accepted
    /// The server was offered it, or given all of it, and did not take it.
    case declined
  }

  var isHandingOver: Bool { handover == .begun }
  var wasAccepted: Bool { handover == .accepted }

  /// The server's last reply: its code, and all of it in one line.
  private(set) var replyCode = 0
  private(set) var reply: String?
  /// How far the letter itself has come.
  private(set) var handover = Handover.unknown
  /// Whether the last reply answers a login.
  private(set) var isAboutLogin = false
  /// Curl's own reason, from its last `curl: (28) …`.
  private(set) var reason: String?

  init(_ result: ChildProcess.Result) {
    ending = result.ending
    var hasParted = false
    var isLogin = false
    var parts: [Substring] = []
    let lines = ChildProcess.lines(result.complaints)
    // Without its beginning the record may lack the very line at which the handover began.
    if !result.isCut, lines.contains(where: { $0.hasPrefix("* ") }) { handover = .notBegun }
    for line in lines {
      if line.hasPrefix("> ") {
        // Within a login, lines have no name of their own.
        let verb = line.dropFirst(2).prefix { $0 != " " }.uppercased()
        // What is said at parting, when all is decided, changes nothing.
        if verb == "QUIT" { hasParted = true }
        if verb == "AUTH" {
          isLogin = true
        } else if ["EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "DATA"].contains(verb) {
          isLogin = false
        }
      } else if line.hasPrefix("< "), let code = Int(line.dropFirst(2).prefix(3)), (200..<600).contains(code) {
        let text = line.dropFirst(5)
        parts.append(text.dropFirst())
        if text.first == "-" { continue }
        guard !hasParted else { continue }
        replyCode = code
        reply = "\(code) \(parts.joined(separator: " "))"
        parts = []
        isAboutLogin = isLogin && code >= 400
        switch (handover, code) {
        case (_, 354): handover = .begun
        case (.begun, 200..<300): handover = .accepted
        case (.begun, 400..<600): handover = .declined
        default: break
        }
      } else if line.hasPrefix("curl: (") {
        reason = line.firstIndex(of: ")").map { String(line[line.index(after: $0)...].drop { $0 == " " }) }
      }
    }
  }
}
