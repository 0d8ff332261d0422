// What `kindly inbox` says: a block for each thing that concerns the user, then how many of what there were. As JSON, and
// as rows, everything that was counted. What mail holds is shown without its control characters.

import Foundation
import KindlyCatalog
import KindlyDiagnostics
import KindlyMachine
import KindlyMail
import KindlyTime

/// One mail that was counted, and what came of it.
struct InboxFinding {
  enum Kind: String, CaseIterable {
    case reply
    case maybe
    case invitation
    case automatic
    case report
    case copy
    case bulk

    /// At the head of its block.
    var word: String {
      switch self {
      case .reply: "reply"
      case .maybe: "perhaps a reply"
      case .invitation: "invitation"
      case .automatic: "automatic answer"
      case .report: "delivery report"
      case .copy: "your copy"
      case .bulk: "newsletter"
      }
    }

    /// In the last line.
    func counted(_ count: Int) -> String {
      let (one, many) =
        switch self {
        case .reply: ("reply", "replies")
        case .maybe: ("letter that may be a reply", "letters that may be replies")
        case .invitation: ("invitation", "invitations")
        case .automatic: ("automatic answer", "automatic answers")
        case .report: ("delivery report", "delivery reports")
        case .copy: ("copy of your own", "copies of your own")
        case .bulk: ("newsletter", "newsletters")
        }
      return "\(count) \(count == 1 ? one : many)"
    }
  }

  let mail: Inbox.Mail
  let kind: Kind
  var message: RowID?
  var contact: RowID?
  var interview: RowID?
  var awayUntil: CivilDate?
  /// What it changed, or why it did not.
  var notes: [String] = []
  /// Whether it is more than counted.
  var isShown = false

  init(_ mail: Inbox.Mail) {
    self.mail = mail
    kind =
      switch mail.verdict.kind {
      case .person: .reply
      case .doubtful: .maybe
      case .invitation: .invitation
      case .automatic: .automatic
      case .deliveryReport: .report
      case .ownCopy: .copy
      case .bulk: .bulk
      }
  }
}

struct InboxReport {
  var findings: [InboxFinding] = []
  /// Why some mail could not be read.
  var unreadable: [String] = []

  /// As it is read; nothing at all where there is nothing new.
  func lines(_ host: RunHost) throws -> [String] {
    var lines: [String] = []
    for finding in findings where finding.isShown { lines += try block(finding, host) }
    for remark in unreadable { lines.append("skipped: \(Printable.line(remark))") }
    if let summary { lines.append(summary) }
    return lines
  }

  /// `1 reply, 2 automatic answers`; nil where nothing was counted.
  private var summary: String? {
    let counts = InboxFinding.Kind.allCases.compactMap { kind in
      let count = findings.count { $0.kind == kind }
      return count == 0 ? nil : kind.counted(count)
    }
    return counts.isEmpty ? nil : counts.joined(separator: ", ")
  }

  private func block(_ finding: InboxFinding, _ host: RunHost) throws -> [String] {
    let mail = finding.mail
    let rendering = Rendering(host: host)
    var head = [finding.kind.word]
    if let sender = mail.sender {
      let address = "<\(shown(sender.address))>"
      head.append(sender.name.map { "\(shown($0)) \(address)" } ?? address)
    }
    head.append(try rendering.plain(.dateTime(mail.moment)))
    head.append("\"\(shown(mail.subject))\"")
    if let interview = finding.interview { head.append("about @\(try host.handle(.interview, interview))") }
    var lines = [head.joined(separator: "  ")]
    if [.reply, .maybe, .invitation].contains(finding.kind) {
      lines += mail.text.map { "  | \(shown($0))" }
    } else if finding.kind != .copy, let sign = mail.verdict.sign {
      lines.append("  by its \(Printable.line(sign.description))")
    }
    if finding.kind == .maybe, let sign = mail.verdict.sign {
      lines.append("  by its \(Printable.line(sign.description))")
    }
    return lines + finding.notes.map { "  = \(Printable.line($0))" }
  }

  /// A mail's own words: without what would move a terminal, and not longer than anybody reads.
  private func shown(_ text: String) -> String {
    let shown = Printable.line(String(text.prefix(300)))
    return text.count > 300 ? shown + " …" : shown
  }

  /// Everything that was counted, for programs.
  func rows() -> Value {
    .list(
      findings.map { finding in
        func noun(_ noun: Noun, _ row: RowID?) -> Value { row.map { .noun(noun, $0) } ?? .nothing }
        let mail = finding.mail
        return .record([
          .init("kind", .text(finding.kind.rawValue)),
          .init("from", mail.sender.map { .text($0.address) } ?? .nothing),
          .init("name", mail.sender?.name.map { .text($0) } ?? .nothing), .init("date", .dateTime(mail.moment)),
          .init("subject", .text(mail.subject)), .init("interview", noun(.interview, finding.interview)),
          .init("contact", noun(.contact, finding.contact)), .init("message", noun(.message, finding.message)),
          .init("away_until", finding.awayUntil.map { .date($0) } ?? .nothing),
          .init("sign", mail.verdict.sign.map { .text($0.description) } ?? .nothing),
          .init("text", .text(mail.text.joined(separator: "\n"))),
          .init("notes", .list(finding.notes.map { .text($0) })),
        ])
      })
  }
}
