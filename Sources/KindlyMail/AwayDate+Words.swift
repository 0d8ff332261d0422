// The words around the dates of automatic answers, in lower case without accents: what says until when, what says the day
// of the return, months, weekdays, and the small words between. A language is a few rows of these tables.

import KindlyTime

enum AwayWords {
  /// What stands before a date that tells.
  struct Cue {
    /// The words behind the first.
    let rest: [String]
    /// Whether the date is the first day back rather than the last away.
    var isReturn = false
    /// Words of which one has to stand in the sentence: `ab 1.12.` begins an absence unless somebody is there `wieder`.
    var needs: Set<String> = []
    /// Whether the language writes the day first.
    var isDayFirst = true
  }

  /// By their first word, the longest first.
  static let cues: [String: [Cue]] = {
    var cues: [String: [Cue]] = [:]
    func add(_ phrases: [String], isReturn: Bool = false, needs: Set<String> = [], isDayFirst: Bool = true) {
      for phrase in phrases {
        let words = phrase.split(separator: " ").map(String.init)
        cues[words[0], default: []].append(
          Cue(rest: Array(words.dropFirst()), isReturn: isReturn, needs: needs, isDayFirst: isDayFirst))
      }
    }
    add(["until", "till", "thru", "through", "up to", "up until"], isDayFirst: false)
    add(
      ["back", "return", "returning", "returns", "be in the office", "in the office again", "available again"],
      isReturn: true, isDayFirst: false)
    add(
      ["from", "starting", "as of", "on"], isReturn: true, needs: ["again", "back", "return", "returning"],
      isDayFirst: false)
    add(["bis", "bis zum", "bis einschliesslich", "bis inklusive", "bis und mit"])
    add(["zuruck", "wieder"], isReturn: true)
    add(["ab", "am"], isReturn: true, needs: ["wieder", "zuruck"])
    add(["jusqu'au", "jusqu'a", "jusqu'en", "jusques"])
    add(["de retour", "retour", "reviens", "reviendrai", "rentre", "rentrerai"], isReturn: true)
    add(["a partir du", "a partir de", "des le", "le"], isReturn: true, needs: ["retour", "nouveau"])
    add(["hasta"])
    add(["de vuelta", "regreso", "regresare", "vuelvo", "volvere", "vuelta", "reincorporo"], isReturn: true)
    add(["fino al", "fino a", "fino all'", "sino al"])
    add(["rientro", "rientrero", "torno", "tornero", "di ritorno"], isReturn: true)
    add(["a partire dal", "dal"], isReturn: true, needs: ["nuovo", "nuovamente", "rientro"])
    add(["ate", "ate ao dia", "ate o dia"])
    add(["de volta", "retorno", "retornarei", "voltarei", "volto", "regresso", "regressarei"], isReturn: true)
    add(["tot", "tot en met"])
    add(["terug", "weer"], isReturn: true)
    add(["vanaf"], isReturn: true, needs: ["weer", "terug"])
    add(["do"])
    add(["wracam", "wroce", "powrot", "z powrotem"], isReturn: true)
    add(["till och med", "tom", "til og med", "til"])
    add(["tillbaka", "ater", "tilbage", "tilbake"], isReturn: true)
    add(["takaisin", "palaan"], isReturn: true)
    add(["zpet", "vratim"], isReturn: true)
    add(["до", "по"])
    add(["pana la", "pana pe", "pana in"])
    return cues.mapValues { $0.sorted { $0.rest.count > $1.rest.count } }
  }()

  /// Between the first day away and the last.
  static let ranges: Set<String> = [
    "to", "through", "thru", "until", "till", "bis", "au", "al", "tot", "do", "til", "till", "ate", "a", "a'", "по",
    "до",
  ]

  /// What stands behind the last day away.
  static let postpositions: Set<String> = [
    "asti", "saakka", "kadar", "tarihine", "dahil", "まで", "까지", "mennessa", "inclusive", "included", "einschliesslich",
  ]

  static let fillers: Set<String> = [
    "the", "on", "of", "to", "office", "in", "at", "my", "desk", "work", "and", "including", "incl", "inclusive",
    "again",
    "from", "this", "coming", "by", "for", "you", "am", "den", "dem", "zum", "einschliesslich", "inklusive", "inkl",
    "und",
    "mit", "buro", "im", "fur", "sie", "ab", "erreichbar", "da", "zuruck", "wieder", "mo", "di", "mi", "do", "fr", "sa",
    "so", "le", "la", "au", "bureau", "inclus", "dimanche", "el", "dia", "la", "oficina", "inclusive", "a", "en", "il",
    "giorno", "ufficio", "al", "compreso", "em", "no", "o", "ao", "escritorio", "op", "kantoor", "aanwezig",
    "bereikbaar",
    "met", "w", "dniu", "dnia", "biurze", "pa", "kontoret", "den", "dne", "pe", "du", "partir", "dal", "в", "офисе",
  ]

  /// What may stand between a weekday and its date.
  static let afterWeekday: Set<String> = ["the", "den", "dem", "le", "el", "il", "dia", "de", "o", "d", "am"]

  static let tomorrow: Set<String> = ["tomorrow", "morgen", "demain", "manana", "domani", "amanha", "jutro", "imorgon"]

  static let months = table([
    1:
      "january jan januar janner jan janvier enero gennaio janeiro januari stycznia tammikuuta tammikuun ledna ocak января ianuarie",
    2:
      "february feb februar feber fevrier fevr febrero febbraio fevereiro februari lutego helmikuuta helmikuun unora subat февраля",
    3: "march mar marz mars marzo marco maart mrt marca maaliskuuta maaliskuun brezna mart марта martie",
    4: "april apr avril avr abril abr aprile kwietnia huhtikuuta huhtikuun dubna nisan апреля aprilie",
    5: "may mai mayo maggio maio mei maj maja toukokuuta toukokuun kvetna mayis мая",
    6: "june jun juni juin junio giugno junho czerwca kesakuuta kesakuun cervna haziran июня iunie",
    7: "july jul juli juillet juil julio luglio julho lipca heinakuuta heinakuun cervence temmuz июля iulie",
    8: "august aug aout agosto ago augustus augusti sierpnia elokuuta elokuun srpna agustos августа",
    9:
      "september sep sept septembre septiembre settembre setembro wrzesnia syyskuuta syyskuun zari eylul сентября septembrie",
    10:
      "october oct oktober okt octobre octubre ottobre outubro pazdziernika lokakuuta lokakuun rijna ekim октября octombrie",
    11:
      "november nov novembre noviembre novembro listopada marraskuuta marraskuun listopadu kasim kasim'a ноября noiembrie",
    12:
      "december dec dezember dez decembre dic diciembre dicembre dezembro desember des grudnia joulukuuta joulukuun prosince aralik aralik'a декабря decembrie",
  ])

  static let weekdays = table([
    Weekday.monday:
      "monday mon montag lundi lunes lunedi segunda maandag poniedzialku poniedzialek mandag maanantaihin pondeli понедельника понедельник",
    .tuesday:
      "tuesday tue tues dienstag mardi martes martedi terca dinsdag wtorku wtorek tisdag tirsdag tiistaihin utery вторника вторник",
    .wednesday:
      "wednesday wed mittwoch mercredi miercoles mercoledi quarta woensdag srody onsdag keskiviikkoon streda streda среды среду",
    .thursday:
      "thursday thu thur thurs donnerstag jeudi jueves giovedi quinta donderdag czwartku czwartek torsdag torstaihin ctvrtek четверга четверг",
    .friday:
      "friday fri freitag vendredi viernes venerdi sexta vrijdag piatku piatek fredag perjantaihin patek пятницы пятницу",
    .saturday:
      "saturday sat samstag sonnabend samedi sabado sabato zaterdag soboty sobote lordag lauantaihin sobota субботы субботу",
    .sunday:
      "sunday sun sonntag dimanche domingo domenica zondag niedzieli niedziele sondag sunnuntaihin nedele воскресенья воскресенье",
  ])

  /// From the words of each value to the value of each word.
  private static func table<Key: Hashable>(_ words: [Key: String]) -> [String: Key] {
    var table: [String: Key] = [:]
    for (key, list) in words { for word in list.split(separator: " ") { table[String(word)] = key } }
    return table
  }
}
