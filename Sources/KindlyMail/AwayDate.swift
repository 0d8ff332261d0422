// The last day on which an automatic answer says that somebody is away: `until 2 December`, `zurück am 30.11.`,
// `du 23 au 27 novembre`. A date counts only behind words that say so, and only where it is one date and no other: `11/12`
// is two days in English, and none here. The words stand in AwayDate+Words.swift.

import KindlyTime

enum AwayDate {
  /// From the subject, else the text; years that are not given are the nearest to come.
  static func find(in message: MailMessage, day: CivilDate) -> CivilDate? {
    if let subject = message.value(of: "Subject"), let found = find(in: subject, day: day) { return found }
    guard let text = message.words else { return nil }
    let lines = ReplyText.lead(of: text, lines: 60).map { $0.isEmpty ? "\u{B6}" : $0 }
    return find(in: lines.joined(separator: " "), day: day)
  }

  static func find(in text: String, day: CivilDate) -> CivilDate? {
    let folded = FoldedText.fold(text.prefix(6000)).replacing("t/m", with: "tot").replacing("t.o.m.", with: "tom")
    return AwayReader(folded, day: day).find()
  }
}

/// Reads one text from its beginning to the first words that tell.
private struct AwayReader {
  enum Token: Equatable {
    case number(Int, digits: Int)
    case word(String)
    case sign(Character)
  }

  let tokens: [Token]
  var day: CivilDate

  init(_ text: String, day: CivilDate) {
    self.day = day
    var tokens: [Token] = []
    var rest = Substring(text)
    while let first = rest.first {
      if first.isASCII, first.isNumber {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        tokens.append(.number(Int(digits.prefix(9)) ?? 0, digits: digits.count))
        rest = rest[digits.endIndex...]
      } else if first.isLetter {
        let word = rest.prefix { $0.isLetter || $0 == "'" }
        tokens.append(.word(String(word)))
        rest = rest[word.endIndex...]
      } else {
        if first != " " { tokens.append(.sign(first)) }
        rest = rest.dropFirst()
      }
    }
    self.tokens = tokens
  }

  func find() -> CivilDate? {
    for index in tokens.indices {
      if let found = byCue(at: index) ?? byRange(at: index) ?? behind(at: index) { return found }
    }
    return nil
  }

  private func word(_ index: Int) -> String? {
    if tokens.indices.contains(index), case .word(let word) = tokens[index] { return word }
    return nil
  }

  private func number(_ index: Int) -> (value: Int, digits: Int)? {
    if tokens.indices.contains(index), case .number(let value, let digits) = tokens[index] { return (value, digits) }
    return nil
  }

  private func sign(_ index: Int) -> Character? {
    if tokens.indices.contains(index), case .sign(let sign) = tokens[index] { return sign }
    return nil
  }

  // MARK: - Where a date tells

  /// `until`, `back on`, and a date within a few small words behind them.
  private func byCue(at index: Int) -> CivilDate? {
    guard let first = word(index), let cues = AwayWords.cues[first] else { return nil }
    // The longest one that fits.
    for cue in cues where fits(cue.rest, behind: index) {
      if !cue.needs.isEmpty, !sentence(around: index).contains(where: cue.needs.contains) { continue }
      guard let date = dateSoon(after: index + cue.rest.count, isDayFirst: cue.isDayFirst) else { continue }
      return cue.isReturn ? try? date.adding(days: -1) : date
    }
    return nil
  }

  private func fits(_ words: [String], behind index: Int) -> Bool {
    words.enumerated().allSatisfy { word(index + 1 + $0) == $1 }
  }

  /// The words between full stops; a full stop behind a number is none.
  private func sentence(around index: Int) -> [String] {
    func isEnd(_ place: Int) -> Bool {
      guard let sign = sign(place) else { return false }
      return sign == "\u{B6}" || sign == "!" || sign == "." && number(place - 1) == nil
    }
    var (first, last) = (index, index)
    while first > 0, index - first < 25, !isEnd(first - 1) { first -= 1 }
    while last + 1 < tokens.count, last - index < 25, !isEnd(last + 1) { last += 1 }
    return (first...last).compactMap(word)
  }

  private func dateSoon(after index: Int, isDayFirst: Bool) -> CivilDate? {
    var place = index + 1
    var weekday: Weekday?
    for _ in 0..<9 {
      guard place < tokens.count else { break }
      if let (date, _) = date(at: place, isDayFirst: isDayFirst) {
        // A weekday that is not the date's own means that one of the two is wrong.
        return weekday == nil || weekday == date.weekday ? date : nil
      }
      if let word = word(place) {
        if AwayWords.tomorrow.contains(word) { return try? day.adding(days: 1) }
        if let named = AwayWords.weekdays[word] {
          weekday = named
        } else if !AwayWords.fillers.contains(word) || weekday != nil && !AwayWords.afterWeekday.contains(word) {
          break
        }
      } else if let sign = sign(place), sign == "," || sign == ":" || sign == "(" || sign == "-" || sign == "." {
        if sign == ".", weekday == nil || number(place + 1) == nil { break }
      } else {
        break
      }
      place += 1
    }
    guard let weekday else { return nil }
    // Whoever writes `next Monday` may mean either.
    return try? day.next(weekday)
  }

  /// `23 - 27 November`, `from 23 November to 1 December`, `23.11. bis 27.11.`
  private func byRange(at index: Int) -> CivilDate? {
    // It may have begun before the answer was written.
    var earlier = self
    earlier.day = (try? day.adding(days: -120)) ?? day
    if let (first, next) = earlier.date(at: index, isDayFirst: false), let second = end(of: next) {
      return second >= first ? second : nil
    }
    if let month = word(index).flatMap({ AwayWords.months[$0] }), let from = number(index + 1), sign(index + 2) == "-",
      let to = number(index + 3), from.value < to.value, to.digits <= 2
    {
      return coming(month: month, day: to.value)
    }
    guard let from = number(index), from.digits <= 2, let second = end(of: behindOrdinal(index + 1)) else { return nil }
    return from.value < second.day ? second : nil
  }

  private func end(of place: Int) -> CivilDate? {
    var next = place
    if sign(next) == "," { next += 1 }
    guard sign(next) == "-" || word(next).map(AwayWords.ranges.contains) == true else { return nil }
    return dateSoon(after: next, isDayFirst: false)
  }

  /// `30.11. asti`, `30 kasim'a kadar`, `12月2日まで`.
  private func behind(at index: Int) -> CivilDate? {
    if let (date, next) = date(at: index, isDayFirst: true) {
      for place in next..<min(next + 3, tokens.count) {
        if let word = word(place), AwayWords.postpositions.contains(word) { return date }
      }
    }
    guard let month = number(index), let monthWord = word(index + 1), ["月", "월"].contains(monthWord),
      let day = number(index + 2), let dayWord = word(index + 3), ["日", "号", "일"].contains(where: dayWord.hasPrefix)
    else { return nil }
    let ends = ["まで", "까지", "止"]
    let isEnd =
      ends.contains(where: dayWord.contains)
      || (index + 4...index + 7).contains { place in
        word(place).map { word in ends.contains(where: word.hasPrefix) } ?? false
      }
      || [index - 1, word(index - 1) == "年" ? index - 3 : index - 1].contains { word($0)?.endsWithUntil ?? false }
    guard isEnd else { return nil }
    if word(index - 1) == "年", let year = number(index - 2) { return given(year: year.value, month.value, day.value) }
    return coming(month: month.value, day: day.value)
  }

  // MARK: - Dates

  /// A date and the place behind it.
  private func date(at index: Int, isDayFirst: Bool) -> (CivilDate, Int)? {
    if let first = number(index) {
      if first.digits == 4 { return yearFirst(at: index) }
      guard first.digits <= 2 else { return nil }
      return dotted(at: index) ?? slashed(at: index, isDayFirst: isDayFirst) ?? dayAndMonth(at: index)
    }
    guard let month = word(index).flatMap({ AwayWords.months[$0] }) else { return nil }
    var place = index + 1
    if sign(place) == "." { place += 1 }
    guard let day = number(place), day.digits <= 2, sign(place + 1) != ":" else { return nil }
    return finished(month: month, day: day.value, behindOrdinal(place + 1))
  }

  private func yearFirst(at index: Int) -> (CivilDate, Int)? {
    guard let year = number(index), let sign = sign(index + 1), "-/.".contains(sign), let month = number(index + 2),
      self.sign(index + 3) == sign, let day = number(index + 4),
      let date = given(year: year.value, month.value, day.value)
    else { return nil }
    return (date, index + 5)
  }

  private func dotted(at index: Int) -> (CivilDate, Int)? {
    guard let day = number(index), sign(index + 1) == ".", let month = number(index + 2), month.digits <= 2 else {
      return nil
    }
    var place = index + 3
    if sign(place) == "." {
      place += 1
      if let year = number(place), year.digits == 4 || year.digits == 2 {
        let full = year.digits == 4 ? year.value : 2000 + year.value
        return given(year: full, month.value, day.value).map { ($0, place + 1) }
      }
    }
    return coming(month: month.value, day: day.value).map { ($0, place) }
  }

  private func slashed(at index: Int, isDayFirst: Bool) -> (CivilDate, Int)? {
    guard let first = number(index), let sign = sign(index + 1), sign == "/" || sign == "-",
      let second = number(index + 2), second.digits <= 2
    else { return nil }
    let isThree = self.sign(index + 3) == sign && number(index + 4) != nil
    // Two numbers with a hyphen are hours as likely as a date.
    guard isThree || sign == "/" else { return nil }
    let day: Int
    let month: Int
    if first.value == second.value || isDayFirst || first.value > 12 {
      (day, month) = (first.value, second.value)
    } else if second.value > 12 {
      (month, day) = (first.value, second.value)
    } else {
      return nil
    }
    guard isThree, let year = number(index + 4) else {
      return coming(month: month, day: day).map { ($0, index + 3) }
    }
    let full = year.digits == 2 ? 2000 + year.value : year.value
    return given(year: full, month, day).map { ($0, index + 5) }
  }

  private func dayAndMonth(at index: Int) -> (CivilDate, Int)? {
    guard let day = number(index) else { return nil }
    var place = behindOrdinal(index + 1)
    if sign(place) == "-" { place += 1 }
    if let word = word(place), ["of", "de", "d'", "di", "de la"].contains(word) { place += 1 }
    guard let name = word(place), let month = AwayWords.months[name] else { return nil }
    place += 1
    if sign(place) == "." { place += 1 }
    return finished(month: month, day: day.value, place)
  }

  /// With the year that may follow: `, 2026`, ` de 2026`.
  private func finished(month: Int, day: Int, _ place: Int) -> (CivilDate, Int)? {
    for skipped in 0...1 {
      if skipped == 1 {
        let isLink =
          sign(place) == "," || sign(place) == "-" || word(place).map { ["de", "del", "of"].contains($0) } == true
        guard isLink else { break }
      }
      if let year = number(place + skipped), year.digits == 4 {
        return given(year: year.value, month, day).map { ($0, place + skipped + 1) }
      }
    }
    return coming(month: month, day: day).map { ($0, place) }
  }

  private func behindOrdinal(_ place: Int) -> Int {
    if let sign = sign(place), sign == "." || sign == "\u{B0}" || sign == "\u{BA}" { return place + 1 }
    if let word = word(place),
      ["st", "nd", "rd", "th", "er", "re", "e", "ste", "de", "o", "a", "\u{BA}"].contains(word),
      // `2 de diciembre` has a word of its own there.
      word != "de" || self.word(place + 1).map({ AwayWords.months[$0] == nil }) == true, word != "a"
    {
      return place + 1
    }
    return place
  }

  /// An absence of years is a mistake, and one that is over says nothing.
  private func given(year: Int, _ month: Int, _ day: Int) -> CivilDate? {
    guard let date = CivilDate(year: year, month: month, day: day), date >= self.day,
      date.days - self.day.days < 800
    else { return nil }
    return date
  }

  /// The first such day to come; one that would be most of a year away has just passed.
  private func coming(month: Int, day: Int) -> CivilDate? {
    for year in self.day.year...self.day.year + 1 {
      if let date = CivilDate(year: year, month: month, day: day), date >= self.day {
        return date.days - self.day.days < 200 ? date : nil
      }
    }
    return nil
  }
}

extension String {
  /// The words of Chinese that stand before the last day.
  fileprivate var endsWithUntil: Bool { ["至", "到", "直到", "截至"].contains(where: hasSuffix) }
}
