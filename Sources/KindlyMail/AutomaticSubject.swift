// Subjects that only a program writes, in the languages that letters come in: `Automatic reply: …`, `Abwesenheitsnotiz`.
// They are looked for at the beginning, behind `Re:` and `[EXTERNAL]`. A phrase that a person might begin with counts
// only where the subject ends with it or a sign stands behind it.

enum AutomaticSubject {
  /// The phrase that tells; nil where it could be anybody's subject.
  static func words(in subject: String) -> String? {
    let folded = FoldedText.fold(subject.prefix(500))
    for phrase in anywhere where folded.contains(phrase) { return phrase }
    var rest = Substring(folded)
    // As many prefixes as there are; each turn takes some away.
    while true {
      rest = rest.drop { " *\"'-_".contains($0) }
      let inner = rest.drop { brackets.contains($0) || " *\"'".contains($0) }
      if let found = match(inner) { return found }
      guard let shorter = withoutPrefix(rest), shorter.utf8.count < rest.utf8.count else { return nil }
      rest = shorter
    }
  }

  private static let brackets = "[({<【「（"

  private static func match(_ text: Substring) -> String? {
    for phrase in sure where text.hasPrefix(phrase) && ends(text.dropFirst(phrase.count), phrase) { return phrase }
    for phrase in guarded where text.hasPrefix(phrase) {
      let rest = text.dropFirst(phrase.count).drop { $0 == " " }
      guard let next = rest.first else { return phrase }
      if ":-([|,.!;)]/".contains(next) { return phrase }
    }
    return nil
  }

  /// A phrase ends where its word does; the scripts without blanks have no such end.
  private static func ends(_ rest: Substring, _ phrase: String) -> Bool {
    guard let next = rest.first, next.isLetter, phrase.utf8.allSatisfy({ $0 < 0x80 }) else { return true }
    return !next.isASCII
  }

  /// Without the first `re:`, `aw[2]:` or `[external]`.
  private static func withoutPrefix(_ text: Substring) -> Substring? {
    if let first = text.first, brackets.contains(first) {
      guard let close = text.firstIndex(where: { "])}>】」）".contains($0) }) else { return nil }
      return text[text.index(after: close)...]
    }
    let word = text.prefix { $0.isLetter }
    guard !word.isEmpty, prefixes.contains(String(word)) else { return nil }
    var rest = text[word.endIndex...].drop { $0 == " " }
    if rest.first == "[" || rest.first == "(" {
      guard let close = rest.firstIndex(where: { $0 == "]" || $0 == ")" }) else { return nil }
      rest = rest[rest.index(after: close)...]
    }
    guard rest.first == ":" else { return nil }
    return rest.dropFirst()
  }

  private static let prefixes: Set<String> = [
    "re", "aw", "antw", "antwort", "sv", "svar", "vs", "odp", "ynt", "ilt", "rif", "r", "res", "rv", "tr", "wg", "fw",
    "fwd", "ref", "enc", "i", "vb", "doorst", "pd", "回复", "答复", "转发", "回覆", "返信", "转寄", "external", "ext",
  ]

  /// Lotus and others name the person first: `Lee Wu is out of the office (returning 02.12.2026)`.
  private static let anywhere = [
    "is out of the office", "is out of office", "i am out of the office", "i'm out of the office",
    "ist ausser haus", "ist nicht im buro", "est absent du bureau", "est absente du bureau", "e fuori ufficio",
  ]

  /// As `FoldedText` has them.
  private static let sure = [
    // English
    "automatic reply", "automatic response", "automatic answer", "automated reply", "automated response",
    "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "autoresponder",
    "auto:", "out of office", "out-of-office", "out of the office", "away from the office", "away from my desk",
    "vacation reply", "vacation response", "vacation message", "vacation auto", "ooo", "this is an automat",
    "currently out of", "not in the office",
    // German
    "automatische antwort", "automatische ruckantwort", "automatisierte antwort", "automatisch erzeugte antwort",
    "automatisch generierte antwort", "automatische abwesenheit", "automatische nachricht", "automatische ruckmeldung",
    "autom. antwort", "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheitsmeldung", "abwesenheitsassistent",
    "abwesenheitsbenachrichtigung", "abwesenheitsinfo", "abwesenheitshinweis", "nicht im buro", "ausser haus",
    // French
    "reponse automatique", "message automatique", "reponse d'absence", "message d'absence", "notification d'absence",
    "avis d'absence", "absence du bureau", "absent du bureau", "absente du bureau", "en dehors du bureau",
    "hors du bureau",
    // Spanish
    "respuesta automatica", "contestacion automatica", "mensaje automatico", "autorespuesta", "auto-respuesta",
    "fuera de la oficina", "fuera de oficina", "ausente de la oficina", "aviso de ausencia", "mensaje de ausencia",
    // Italian
    "risposta automatica", "messaggio automatico", "risponditore automatico", "fuori ufficio", "fuori sede",
    "assente dall'ufficio", "assenza dall'ufficio", "avviso di assenza",
    // Portuguese
    "resposta automatica", "mensagem automatica", "fora do escritorio", "ausencia temporaria", "ausente do escritorio",
    "aviso de ausencia", "fora da empresa",
    // Dutch
    "automatisch antwoord", "automatische reactie", "automatisch bericht", "afwezigheidsbericht", "afwezigheidsmelding",
    "afwezigheidsassistent", "niet op kantoor", "buiten kantoor", "ik ben afwezig",
    // Polish
    "odpowiedz automatyczna", "automatyczna odpowiedz", "autoodpowiedz", "poza biurem", "nieobecnosc w biurze",
    "nieobecny w biurze",
    // Swedish, Norwegian, Danish
    "autosvar", "automatiskt svar", "automatisk svar", "franvaromeddelande", "franvaroassistent", "ej pa kontoret",
    "inte pa kontoret", "fravaersmelding", "fravaersbesked", "fravaersmeddelelse", "ikke pa kontoret", "ikke til stede",
    "ute av kontoret", "ikke tilstede",
    // Finnish
    "automaattinen vastaus", "automaattivastaus", "poissaoloviesti", "poissaoloilmoitus", "poissaolovastaus",
    "poissa toimistosta", "en ole paikalla",
    // Czech and Slovak
    "automaticka odpoved", "automaticka odpoved'", "mimo kancelar", "nepritomnost v kancelari", "jsem mimo kancelar",
    // Hungarian and Romanian
    "automatikus valasz", "hazon kivul", "raspuns automat", "in afara biroului",
    // Turkish
    "otomatik yanit", "otomatik cevap", "ofis disinda",
    // Russian, Ukrainian and Greek
    "автоматическии ответ", "автоответ", "автоматичное", "автоматична відповідь", "вне офиса",
    "отсутствие на работе", "нет на месте", "αυτοματη απαντηση", "εκτος γραφειου",
    // Japanese, Chinese and Korean
    "自動応答", "自動返信", "自動回答", "不在通知", "不在のお知らせ", "不在連絡", "休暇のお知らせ", "自动回复", "自动答复",
    "自動回覆", "自動回復", "不在办公室", "外出自动", "休假通知", "자동 회신", "자동회신", "자동 응답", "자동응답", "부재중",
  ]

  /// These could begin a person's words too.
  private static let guarded = [
    "auto", "away", "on vacation", "on holiday", "on leave", "on annual leave", "on parental leave",
    "on maternity leave", "on paternity leave", "on sick leave", "annual leave", "parental leave", "maternity leave",
    "out sick", "vacation", "vacances", "en vacances", "en conge", "en conges", "conges", "conge", "absence", "absent",
    "absente", "abwesenheit", "abwesend", "urlaub", "im urlaub", "elternzeit", "in elternzeit", "krank", "vacaciones",
    "de vacaciones", "ausencia", "ausente", "in ferie", "ferie", "assente", "assenza", "em ferias", "de ferias",
    "ferias", "afwezig", "afwezigheid", "met vakantie", "vakantie", "urlop", "na urlopie", "nieobecnosc", "nieobecny",
    "nieobecna", "franvaro", "franvarande", "semester", "pa semester", "fravaer", "fravaerende", "pa ferie", "poissa",
    "lomalla", "vuosilomalla", "dovolena", "na dovolene", "nepritomnost", "nepritomen", "izinde", "izindeyim",
    "в отпуске", "отпуск", "休暇", "休暇中", "不在", "外出", "休假", "휴가",
  ]
}
