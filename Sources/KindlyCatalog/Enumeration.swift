// The enumerations: one entry each, in the order in which they compare. Cases are stored by their number, so a new
// case goes to the end of its list and none is ever taken out.

public enum Enumeration: UInt8, CaseIterable, Sendable {
  case role, permission, stage, outcome, messageKind, channel, messageState, transport, noteKind, obligationState
  case weekday, calendarUnit, dateOrder

  /// The name of the type, as a script writes it.
  public var typeName: String { spec.name }
  public var cases: [String] { spec.cases }

  public func index(of name: String) -> Int? { cases.firstIndex(of: name) }

  private var spec: (name: String, cases: [String]) {
    switch self {
    case .role: ("Role", ["interviewer", "hiring_manager", "recruiter", "referral", "peer", "other"])
    case .permission: ("Permission", ["unknown", "asked", "granted", "declined"])
    case .stage: ("Stage", ["screen", "phone", "technical", "onsite", "panel", "final", "other"])
    case .outcome: ("Outcome", ["waiting", "advanced", "offer", "rejected", "withdrawn", "cancelled"])
    case .messageKind: ("MessageKind", ["thank_you", "check_in", "connect", "answer", "other"])
    case .channel: ("Channel", ["email", "linkedin"])
    case .messageState:
      ("MessageState", ["draft", "approved", "sending", "written", "sent", "failed", "in_doubt", "cancelled"])
    case .transport: ("Transport", ["maildir", "sendmail", "smtp"])
    case .noteKind: ("NoteKind", ["private", "detail"])
    case .obligationState: ("ObligationState", ["upcoming", "open", "overdue", "blocked"])
    case .weekday:
      ("Weekday", ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
    case .calendarUnit: ("CalendarUnit", ["day", "week", "month", "quarter", "year"])
    case .dateOrder: ("DateOrder", ["dmy", "mdy", "ymd"])
    }
  }
}
