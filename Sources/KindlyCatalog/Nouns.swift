// The noun table: every noun with its fields, prepositions, defaults and checks. Nothing else in the project states
// these facts again. A new field goes to the end of its noun and gets a migration in the store.

public enum Noun: UInt8, CaseIterable, Sendable {
  case contact, interview, note, deadline, message, me, obligation, settlement

  /// Those that users see; the others are the program's own records.
  public static let shown = allCases.filter { $0 != .settlement }

  public var spec: NounSpec { Noun.specs[Int(rawValue)] }
  public var word: String { spec.word }
  public var typeName: String { spec.typeName }
  public var fields: [FieldSpec] { spec.fields }

  private static let specs: [NounSpec] = allCases.map(makeSpec)

  /// `handle`, `created_at` and `updated_at` have these places in every stored noun.
  public static let handleField = 0
  public static let createdField = 1
  public static let updatedField = 2

  /// The one row that `me` is.
  public static let meRow: RowID = 1

  private static let common: [FieldSpec] = [
    FieldSpec("handle", .text, .required, access: .program, "its handle, without the @"),
    FieldSpec("created_at", .dateTime, .now, access: .program, "when it was recorded"),
    FieldSpec("updated_at", .dateTime, .now, access: .program, "when it last changed"),
  ]

  private static func makeSpec(_ noun: Noun) -> NounSpec {
    switch noun {
    case .contact: contactSpec
    case .interview: interviewSpec
    case .note: noteSpec
    case .deadline: deadlineSpec
    case .message: messageSpec
    case .me: meSpec
    case .obligation: obligationSpec
    case .settlement: settlementSpec
    }
  }

  private static let contactSpec = NounSpec(
    word: "contact", plural: "contacts", typeName: "Contact", headline: "name",
    prepositions: [PrepositionSpec(word: "at", fields: ["company"]), PrepositionSpec(word: "as", fields: ["role"])],
    fields: common + [
      FieldSpec("name", .text, .required, check: .oneLine, "the person's name"),
      FieldSpec("company", .text, optional: true, .nothing, check: .oneLine, "where they work"),
      FieldSpec("role", .enumeration(.role), .enumeration(5), "what they are to you"),
      FieldSpec("email", .text, optional: true, .nothing, check: .email, "their address; no two contacts share one"),
      FieldSpec("phone", .text, optional: true, .nothing, check: .phone, "their telephone number"),
      FieldSpec("title", .text, optional: true, .nothing, check: .oneLine, "their job title"),
      FieldSpec("zone", .text, optional: true, .nothing, check: .zone, "their time zone"),
      FieldSpec("linkedin", .text, optional: true, .nothing, check: .url, "the address of their LinkedIn page"),
      FieldSpec("linkedin_ok", .enumeration(.permission), .enumeration(0), "whether you may ask to connect"),
      FieldSpec("connected_on", .date, optional: true, .nothing, "when you connected on LinkedIn"),
      FieldSpec("tags", .list(.text), .emptyList, check: .oneLine, "words of your own"),
      FieldSpec("away_until", .date, optional: true, .nothing, "the last day on which they are away"),
    ],
    columns: ["handle", "name", "company", "role", "email"],
    searched: ["name", "company", "title", "email", "tags"],
    indexes: [["company"], ["name"]],
    isStored: true, isDeclarable: true, summary: "a person you met or will meet")

  private static let interviewSpec = NounSpec(
    word: "interview", plural: "interviews", typeName: "Interview", headline: "role",
    prepositions: [
      PrepositionSpec(word: "at", fields: ["company"]), PrepositionSpec(word: "on", fields: ["starts"]),
      PrepositionSpec(word: "for", fields: ["length"]), PrepositionSpec(word: "with", fields: ["people"]),
      PrepositionSpec(word: "via", fields: ["via"]),
    ],
    fields: common + [
      FieldSpec("role", .text, .required, check: .oneLine, "the job title"),
      FieldSpec("company", .text, .required, check: .oneLine, "the company"),
      FieldSpec("starts", .dateTime, .required, "when it begins"),
      FieldSpec("length", .duration, .seconds(3600), check: .positive, "how long it takes"),
      FieldSpec("people", .list(.noun(.contact)), .emptyList, "whom you meet"),
      FieldSpec("via", .noun(.contact), optional: true, .nothing, "the recruiter or friend who made the connection"),
      FieldSpec("hiring_manager", .noun(.contact), optional: true, .nothing, "who decides"),
      FieldSpec("stage", .enumeration(.stage), .enumeration(6), "how far along it is"),
      FieldSpec("outcome", .enumeration(.outcome), .enumeration(0), "what came of it"),
      FieldSpec("reply_by", .date, optional: true, .nothing, "when they said you would hear"),
      FieldSpec("heard_on", .date, optional: true, .nothing, "when you heard from them"),
      FieldSpec("next_steps", .text, optional: true, .nothing, check: .oneLine, "what comes next"),
      FieldSpec("place", .text, optional: true, .nothing, check: .oneLine, "where, or the link of the call"),
      FieldSpec("tags", .list(.text), .emptyList, check: .oneLine, "words of your own"),
      FieldSpec("answered", .date, optional: true, .nothing, "the reply_by that what you heard was the answer to"),
    ],
    columns: ["handle", "role", "company", "starts", "stage", "outcome", "reply_by"],
    searched: ["role", "company", "next_steps", "place", "tags"],
    indexes: [["starts"], ["company", "starts"], ["outcome", "starts"], ["reply_by"]],
    isStored: true, isDeclarable: true, summary: "a conversation about a job")

  private static let noteSpec = NounSpec(
    word: "note", plural: "notes", typeName: "Note", headline: "text",
    prepositions: [
      PrepositionSpec(word: "on", fields: ["contact", "interview"]), PrepositionSpec(word: "as", fields: ["kind"]),
    ],
    fields: common + [
      FieldSpec("text", .text, .required, check: .prose, "what to remember"),
      FieldSpec("contact", .noun(.contact), optional: true, .nothing, "whom it is about"),
      FieldSpec("interview", .noun(.interview), optional: true, .nothing, "which interview it is about"),
      FieldSpec("kind", .enumeration(.noteKind), .enumeration(0), "private, or a detail that a letter may quote"),
      FieldSpec("at", .dateTime, .now, "when you noted it"),
      FieldSpec("tags", .list(.text), .emptyList, check: .oneLine, "words of your own"),
    ],
    columns: ["handle", "text", "contact", "interview", "kind"],
    searched: ["text", "tags"],
    indexes: [["at"]],
    isStored: true, isDeclarable: true, summary: "something to remember")

  private static let deadlineSpec = NounSpec(
    word: "deadline", plural: "deadlines", typeName: "Deadline", headline: "title",
    prepositions: [
      PrepositionSpec(word: "due", fields: ["due"]), PrepositionSpec(word: "for", fields: ["interview", "contact"]),
    ],
    fields: common + [
      FieldSpec("title", .text, .required, check: .oneLine, "what is to be done"),
      FieldSpec("due", .dateTime, .required, "until when"),
      FieldSpec("interview", .noun(.interview), optional: true, .nothing, "the interview it belongs to"),
      FieldSpec("contact", .noun(.contact), optional: true, .nothing, "the person it is for"),
      FieldSpec("done_at", .dateTime, optional: true, .nothing, "when you did it"),
      FieldSpec("tags", .list(.text), .emptyList, check: .oneLine, "words of your own"),
    ],
    columns: ["handle", "title", "due", "interview", "done_at"],
    searched: ["title", "tags"],
    indexes: [["due"]],
    isStored: true, isDeclarable: true, summary: "something they asked for, by its hour")

  private static let messageSpec = NounSpec(
    word: "message", plural: "messages", typeName: "Message", headline: nil, prepositions: [],
    fields: common + [
      FieldSpec("subject", .text, .required, check: .oneLine, "the subject line"),
      FieldSpec("body", .text, .required, check: .prose, "the letter"),
      FieldSpec("detail", .text, optional: true, .nothing, check: .prose, "the detail that shows you listened"),
      FieldSpec("to", .noun(.contact), .required, "whom it is for"),
      FieldSpec("interview", .noun(.interview), optional: true, .nothing, access: .program, "the interview it follows"),
      FieldSpec("kind", .enumeration(.messageKind), .enumeration(4), access: .program, "what sort of letter it is"),
      FieldSpec("round", .int, .int(1), access: .program, "the first, second, … letter of its kind"),
      FieldSpec("channel", .enumeration(.channel), .enumeration(0), "how it goes"),
      FieldSpec("state", .enumeration(.messageState), .enumeration(0), access: .program, "how far it has come"),
      FieldSpec("send_after", .dateTime, optional: true, .nothing, access: .program, "not before then"),
      FieldSpec("approved_at", .dateTime, optional: true, .nothing, access: .program, "when you approved it"),
      FieldSpec("sent_at", .dateTime, optional: true, .nothing, access: .program, "when it went"),
      FieldSpec("message_id", .text, .required, access: .program, "its Message-ID, fixed when drafted"),
      FieldSpec("problem", .text, optional: true, .nothing, access: .program, "why it cannot go"),
      FieldSpec("template", .text, .required, access: .program, "the template that wrote it"),
      FieldSpec("edited", .bool, .int(0), access: .program, "whether you changed it by hand"),
      FieldSpec("attempts", .int, .int(0), access: .program, "how often sending it was put off by the server"),
      FieldSpec("despite", .list(.text), .emptyList, access: .program, "the rules that you overrode for it"),
    ],
    columns: ["handle", "kind", "to", "state", "subject", "problem"],
    searched: ["subject", "body", "detail"],
    indexes: [["state"]],
    isStored: true, isDeclarable: false, summary: "a letter, from draft to sent")

  private static let meSpec = NounSpec(
    word: "me", plural: "me", typeName: "Me", headline: nil, prepositions: [],
    fields: common + [
      FieldSpec("name", .text, optional: true, .nothing, check: .oneLine, "your name, as letters are signed"),
      FieldSpec("email", .text, optional: true, .nothing, check: .email, "your address"),
      FieldSpec("zone", .text, optional: true, .nothing, check: .zone, "your time zone"),
      FieldSpec("holidays", .text, optional: true, .nothing, check: .oneLine, "the calendar of your holidays"),
      FieldSpec("signature", .text, optional: true, .nothing, check: .prose, "what stands below your letters"),
      FieldSpec(
        "approve", .list(.enumeration(.messageKind)), .emptyList, trusted: true, "the kinds that a script may approve"),
      FieldSpec("transport", .enumeration(.transport), .enumeration(0), trusted: true, "how mail is sent"),
      FieldSpec(
        "maildir", .text, .text("drafts"), check: .oneLine, trusted: true, "the Maildir that drafts are written into"),
      FieldSpec(
        "sendmail", .text, .text("/usr/sbin/sendmail"), check: .oneLine, trusted: true, "the sendmail program"),
      FieldSpec(
        "smtp", .text, optional: true, .nothing, check: .server, trusted: true, "the address of the mail server"),
      FieldSpec(
        "smtp_password_command", .text, optional: true, .nothing, check: .oneLine, trusted: true,
        "a command that prints the password"),
      FieldSpec(
        "smtp_password_file", .text, optional: true, .nothing, check: .oneLine, trusted: true,
        "a file with the password, mode 0600"),
      FieldSpec(
        "inbox", .list(.text), .emptyList, check: .oneLine, trusted: true,
        "the Maildirs and mboxes where replies arrive"),
      FieldSpec("send_from", .time, .time(8 * 3600), "no mail leaves before this hour"),
      FieldSpec("send_until", .time, .time(18 * 3600), "nor after this one"),
      FieldSpec(
        "allow_read", .list(.text), .emptyList, check: .oneLine, trusted: true, stored: false,
        "folders that a script may read, besides the working folder"),
      FieldSpec(
        "allow_write", .list(.text), .emptyList, check: .oneLine, trusted: true, stored: false,
        "folders that a script may write, besides the working folder"),
      FieldSpec(
        "allow_env", .list(.text), .emptyList, check: .oneLine, trusted: true, stored: false,
        "environment variables that a script may read"),
    ],
    columns: ["name", "email", "zone"],
    isStored: true, isDeclarable: true, summary: "you, and how your mail leaves")

  private static let obligationSpec = NounSpec(
    word: "obligation", plural: "agenda", typeName: "Obligation", headline: nil, prepositions: [],
    fields: [
      FieldSpec("handle", .text, .required, access: .program, "@todo- and the rule, the person, the interview"),
      FieldSpec("rule", .text, .required, access: .program, "the rule that asks for it"),
      FieldSpec("contact", .noun(.contact), optional: true, .nothing, access: .program, "the person it concerns"),
      FieldSpec("interview", .noun(.interview), optional: true, .nothing, access: .program, "the interview it follows"),
      FieldSpec("due", .dateTime, .required, access: .program, "until when"),
      FieldSpec("state", .enumeration(.obligationState), .required, access: .program, "where it stands now"),
      FieldSpec("because", .text, optional: true, .nothing, access: .program, "what it asks, or why it is blocked"),
      FieldSpec("until", .date, optional: true, .nothing, access: .program, "through which day it is blocked"),
    ],
    columns: ["handle", "rule", "contact", "interview", "due", "state", "because", "until"],
    spare: ["interview", "contact", "rule", "until"],
    isStored: false, isDeclarable: false, summary: "what etiquette asks of you now")

  /// What the user said of an obligation that no other record shows.
  private static let settlementSpec = NounSpec(
    word: "settlement", plural: "settlements", typeName: "Settlement", headline: nil, prepositions: [],
    fields: common + [
      FieldSpec("key", .text, .required, access: .program, "the rule and the rows that it binds"),
      FieldSpec("word", .text, .required, access: .program, "done, dismissed or snoozed"),
      FieldSpec("day", .date, optional: true, .nothing, access: .program, "when it was done, or until when it rests"),
      FieldSpec("because", .text, optional: true, .nothing, check: .prose, access: .program, "why it was dismissed"),
    ],
    columns: ["handle", "word", "day", "because"],
    isStored: true, isDeclarable: false, summary: "what you said of an obligation")

  /// The nouns that a script may declare, by their word.
  public static func declarable(_ word: String) -> Noun? {
    allCases.first { $0.spec.isDeclarable && $0.word == word }
  }
}
