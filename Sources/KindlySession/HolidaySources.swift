// The standard library as string literals. Made from stdlib/ by `make library`; do not edit.

enum HolidaySources {
  static let files: [(name: String, text: String)] = [
    (
      "canada",
      ##"""
      # The general holidays of Canada (Canada Labour Code, part III), as federal workplaces keep them. The rules hold from
      # 1957. One of the fixed days at a weekend is taken on the working day that follows; provinces have days of their own.

      fn holidays(year: Int) -> List<{ name: Text, date: Date }> {
        let fixed = [
          { name: "New Year's Day", date: date(year, 1, 1), since: 1957 },
          { name: "Canada Day", date: date(year, 7, 1), since: 1957 },
          { name: "National Day for Truth and Reconciliation", date: date(year, 9, 30), since: 2021 },
          { name: "Remembrance Day", date: date(year, 11, 11), since: 1957 },
          { name: "Christmas Day", date: date(year, 12, 25), since: 1957 },
          { name: "Boxing Day", date: date(year, 12, 26), since: 1957 }
        ] | where since <= year
        let moving = [
          { name: "Good Friday", date: easter(year) - 2d },
          { name: "Victoria Day", date: first_weekday(monday, date(year, 5, 18)) },
          { name: "Labour Day", date: nth_weekday(1, monday, 9, year) },
          { name: "Thanksgiving Day", date: nth_weekday(2, monday, 10, year) }
        ]
        let observed = fixed
          | where weekday(it.date) in [saturday, sunday]
          | select name: "{name} (observed)", date: observed(it.date)
        (fixed | select name, date) + moving + observed | sort it.date
      }

      ## The Monday that follows; for Christmas and Boxing Day, which follow one another, two days on.
      fn observed(day: Date) -> Date = if month(day) == 12 {
        day + 2d
      } else {
        first_weekday(monday, day)
      }

      """##
    ),
    (
      "england_and_wales",
      ##"""
      # The bank holidays of England and Wales (Banking and Financial Dealings Act 1971, and proclamations), with the common
      # law holidays Good Friday and Christmas Day. The rules hold from 1974; those that began later say since when.
      # One that falls on a weekend has a substitute: the next day that is not a weekend or a bank holiday itself.

      fn holidays(year: Int) -> List<{ name: Text, date: Date }> {
        let fixed = [
          { name: "New Year's Day", date: date(year, 1, 1) },
          { name: "Christmas Day", date: date(year, 12, 25) },
          { name: "Boxing Day", date: date(year, 12, 26) }
        ]
        let moving = [
          { name: "Good Friday", date: easter(year) - 2d },
          { name: "Easter Monday", date: easter(year) + 1d },
          { name: "Spring bank holiday", date: spring(year) },
          { name: "Summer bank holiday", date: last_weekday(monday, 8, year) }
        ]
        let substitutes = fixed
          | where weekday(it.date) in [saturday, sunday]
          | select name: "{name} (substitute)", date: substitute(it.date)
        fixed + moving + early_may(year) + once(year) + substitutes | sort it.date
      }

      ## The Monday that follows; for Christmas and Boxing Day, which follow one another, two days on.
      fn substitute(day: Date) -> Date = if month(day) == 12 {
        day + 2d
      } else {
        first_weekday(monday, day)
      }

      ## The first Monday of May since 1978; moved to the 8th for the anniversaries of the end of the war in Europe.
      fn early_may(year: Int) -> List<{ name: Text, date: Date }> {
        if year < 1978 { return [] }
        let day = if year in [1995, 2020] { date(year, 5, 8) } else { nth_weekday(1, monday, 5, year) }
        [{ name: "Early May bank holiday", date: day }]
      }

      ## The last Monday of May; moved next to the jubilees of 2002, 2012 and 2022.
      fn spring(year: Int) -> Date = match year {
        2002, 2012 => date(year, 6, 4)
        2022 => date(year, 6, 2)
        else => last_weekday(monday, 5, year)
      }

      ## Days that were holidays once, by proclamation.
      fn once(year: Int) -> List<{ name: Text, date: Date }> = match year {
        1977 => [{ name: "Silver Jubilee", date: 1977-06-07 }]
        1981 => [{ name: "Royal wedding", date: 1981-07-29 }]
        1999 => [{ name: "Millennium", date: 1999-12-31 }]
        2002 => [{ name: "Golden Jubilee", date: 2002-06-03 }]
        2011 => [{ name: "Royal wedding", date: 2011-04-29 }]
        2012 => [{ name: "Diamond Jubilee", date: 2012-06-05 }]
        2022 => [
          { name: "Platinum Jubilee", date: 2022-06-03 },
          { name: "State funeral of Queen Elizabeth II", date: 2022-09-19 }
        ]
        2023 => [{ name: "Coronation of King Charles III", date: 2023-05-08 }]
        else => []
      }

      """##
    ),
    (
      "germany",
      ##"""
      # The holidays that all states of Germany share; what single states add is not here. The rules hold from 1991, the first
      # whole year of all these states. Nothing takes the place of a holiday on a weekend.

      fn holidays(year: Int) -> List<{ name: Text, date: Date }> {
        let days = [
          { name: "Neujahr", date: date(year, 1, 1) },
          { name: "Karfreitag", date: easter(year) - 2d },
          { name: "Ostermontag", date: easter(year) + 1d },
          { name: "Tag der Arbeit", date: date(year, 5, 1) },
          { name: "Christi Himmelfahrt", date: easter(year) + 39d },
          { name: "Pfingstmontag", date: easter(year) + 50d },
          { name: "Tag der Deutschen Einheit", date: date(year, 10, 3) },
          { name: "1. Weihnachtstag", date: date(year, 12, 25) },
          { name: "2. Weihnachtstag", date: date(year, 12, 26) }
        ]
        days + repentance(year) + reformation(year) | sort it.date
      }

      ## The Wednesday before 23 November was a holiday everywhere until 1994.
      fn repentance(year: Int) -> List<{ name: Text, date: Date }> {
        if year > 1994 { return [] }
        [{ name: "Buß- und Bettag", date: first_weekday(wednesday, date(year, 11, 16)) }]
      }

      ## Five hundred years after 1517 it was a holiday everywhere, once.
      fn reformation(year: Int) -> List<{ name: Text, date: Date }> {
        if year == 2017 { [{ name: "Reformationstag", date: 2017-10-31 }] } else { [] }
      }

      """##
    ),
    (
      "india",
      ##"""
      # The three national holidays of India, kept in every state. The many others differ by state and by the moon, and are
      # announced year by year: write a file of your own for yours.

      fn holidays(year: Int) -> List<{ name: Text, date: Date }> {
        let days = [
          { name: "Republic Day", date: date(year, 1, 26), since: 1950 },
          { name: "Independence Day", date: date(year, 8, 15), since: 1947 },
          { name: "Gandhi Jayanti", date: date(year, 10, 2), since: 1948 }
        ]
        days | where since <= year | select name, date
      }

      """##
    ),
    (
      "us",
      ##"""
      # The federal holidays of the United States (5 U.S.C. 6103), each from the year in which it began in this form.
      # One on a Saturday is taken on the Friday before, one on a Sunday on the Monday after.
      # Days off by a single order of a president, and Inauguration Day, which is the capital's, are not among them.

      fn holidays(year: Int) -> List<{ name: Text, date: Date }> {
        let fixed = [
          { name: "New Year's Day", date: date(year, 1, 1), since: 1870 },
          { name: "Juneteenth National Independence Day", date: date(year, 6, 19), since: 2021 },
          { name: "Independence Day", date: date(year, 7, 4), since: 1870 },
          { name: "Veterans Day", date: date(year, 11, 11), since: 1978 },
          { name: "Christmas Day", date: date(year, 12, 25), since: 1870 }
        ] | where since <= year
        let moving = [
          { name: "Martin Luther King Jr. Day", date: nth_weekday(3, monday, 1, year), since: 1986 },
          { name: "Washington's Birthday", date: nth_weekday(3, monday, 2, year), since: 1971 },
          { name: "Memorial Day", date: last_weekday(monday, 5, year), since: 1971 },
          { name: "Labor Day", date: nth_weekday(1, monday, 9, year), since: 1894 },
          { name: "Columbus Day", date: nth_weekday(2, monday, 10, year), since: 1971 },
          { name: "Thanksgiving Day", date: nth_weekday(4, thursday, 11, year), since: 1942 }
        ] | where since <= year
        let observed = fixed
          | where weekday(it.date) in [saturday, sunday]
          | select name: "{name} (observed)", date: observed(it.date)
        let days = (fixed | select name, date) + (
          moving | select name,
          date
        ) + observed + next_new_year(year)
        # The Friday before a New Year's Day belongs to the year before.
        let begin = date(year, 1, 1)
        days | where it.date >= begin | sort it.date
      }

      fn observed(day: Date) -> Date = if weekday(day) == saturday { day - 1d } else { day + 1d }

      fn next_new_year(year: Int) -> List<{ name: Text, date: Date }> {
        let last = date(year, 12, 31)
        if year >= 1870 and weekday(last) == friday {
          [{ name: "New Year's Day (observed)", date: last }]
        } else {
          []
        }
      }

      """##
    ),
  ]
}
