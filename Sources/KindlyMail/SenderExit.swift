// What the exit code of a program with sendmail's interface says about the letter that it was given, together with what
// the program printed: the one table. Running the program is Sendmail's.
// Invariant: `temporary` and `refused` are given only for codes that by their definition precede the handover, or that
// report the server's own refusal. Every other code leaves open whether the letter left.

/// What an exit code means for the letter.
enum SenderExit: Equatable {
  case sent
  /// Nothing left, and it may be tried again.
  case temporary
  /// Nothing left, and trying again as it is would not help.
  case refused
  /// The letter may have left.
  case unknown

  init(code: Int32, output: [String]) {
    switch Self.rules[code] {
    case .sent: self = .sent
    case .temporary: self = .temporary
    case .refused: self = .refused
    case .byOutput: self = SenderReport.isTemporary(output) ? .temporary : .refused
    case nil: self = .unknown
    }
  }

  private enum Rule {
    case sent, temporary, refused
    /// Senders use the code for failures of both kinds; their words tell which.
    case byOutput
  }

  /// sysexits.h. A code that is not listed, such as 1, 70, 71, 74 or 76, is used for failures at any point: msmtp ends
  /// with 76 when the connection is lost after the final dot.
  private static let rules: [Int32: Rule] = [
    0: .sent,
    64: .refused, 65: .refused, 66: .refused, 67: .refused,
    68: .byOutput, 69: .byOutput,
    72: .refused, 73: .refused,
    75: .temporary,
    77: .refused, 78: .refused,
  ]

  /// sysexits.h, in words.
  static let names: [Int32: String] = [
    64: "usage error", 65: "data error", 66: "no input", 67: "no such user", 68: "no such host",
    69: "service unavailable", 70: "internal error", 71: "system error", 72: "system file missing",
    73: "cannot create output", 74: "I/O error", 75: "temporary failure", 76: "protocol error",
    77: "permission denied", 78: "configuration error",
  ]
}

/// What a sender's output says of the server: msmtp, Postfix, Exim, dma and ssmtp all quote the server's last reply, and
/// the system's words where there was no connection.
enum SenderReport {
  /// Whether the last reply that is quoted is a 4xx (RFC 5321, section 4.2.1), or there was no network.
  static func isTemporary(_ lines: [String]) -> Bool {
    for line in lines.reversed() {
      if let digit = replyClass(line) { return digit == "4" }
    }
    return lines.contains(where: reportsNoNetwork)
  }

  /// The first digit of the last reply in a line: `451 …`, `said: 550-5.1.1 …`, `(421 …`, or an enhanced status `4.7.1`
  /// (RFC 3463) where it stands alone.
  private static func replyClass(_ line: String) -> Character? {
    if let reply = line.matches(of: /(?:^|[ \t("'<\[>:])([45])[0-9][0-9](?:[ \-](?=\S)|$)/).last(where: isReply) {
      return reply.output.1.first
    }
    return line.matches(of: /(?:^|[^0-9.])([45])\.[0-7]\.[0-9]{1,3}(?:$|[^0-9.])/).last?.output.1.first
  }

  /// `port 465 was…` is no reply.
  private static func isReply(_ match: Regex<(Substring, Substring)>.Match) -> Bool {
    !match.output.0.base[..<match.range.lowerBound].hasSuffix("port")
  }

  /// The words of the system where no connection was made. A connection that was lost is another thing.
  private static func reportsNoNetwork(_ line: String) -> Bool {
    let line = line.lowercased()
    if ["read error", "write error", "lost", "broken pipe", "reset by peer"].contains(where: line.contains) {
      return false
    }
    if [
      "connection refused", "network is unreachable", "network unreachable", "network is down", "no route to host",
      "host is unreachable", "host is down", "temporary failure in name resolution",
    ].contains(where: line.contains) {
      return true
    }
    return ["cannot connect", "can't connect", "could not connect", "unable to connect", "failed to connect"]
      .contains(where: line.contains)
  }
}
