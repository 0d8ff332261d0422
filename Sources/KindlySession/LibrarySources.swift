// The standard library as string literals. Made from stdlib/ by `make library`; do not edit.

enum LibrarySources {
  static let files: [(name: String, text: String)] = [
    (
      "stdlib/prelude.kindly",
      ##"""
      # The prelude: computed fields and functions that every script has.

      ## The first word of their name, as a letter would use it.
      field Contact.first_name = (words(name) | first) ?? name

      ## When it is over.
      field Interview.ends = starts + length

      ## Whether it is over and took place.
      field Interview.ended = ends <= now and outcome != cancelled

      ## Whether it is still to come.
      field Interview.upcoming = starts > now and outcome != cancelled

      ## Whether you are waiting for their answer.
      field Interview.waiting = ended and outcome == Outcome.waiting and heard_on == nothing

      ## Everyone you meet there: the people and the hiring manager, no one twice.
      field Interview.everyone = if hiring_manager != nothing and hiring_manager not in people {
        people + [hiring_manager]
      } else {
        people
      }

      ## The day they promised an answer by: as they said, else five business days after the interview.
      field Interview.promised = reply_by ?? date_of(ends) + 5bd

      ## Whether it is done.
      field Deadline.done = done_at != nothing

      ## Whether its hour has passed and it is not done.
      field Deadline.overdue = done_at == nothing and due < now

      ## Whether you have given your word that it may go.
      field Message.approved = state == MessageState.approved

      ## Whether it has reached them, as far as Kindly knows.
      field Message.sent = state == MessageState.sent

      ## Whether it is settled: sent, on its way, or written into your drafts for you to send.
      field Message.settled = state in [MessageState.sent, sending, written, in_doubt]

      ## When you last wrote to them, or met them.
      field Contact.last_touch = last_touch_of(it)

      ## When you last wrote to a person or met them; nothing where you never did.
      fn last_touch_of(c: Contact) -> DateTime? {
        let met = interviews | where i -> i.ended and c in i.everyone | max i -> i.ends
        let wrote = messages | where m -> m.to == c and m.settled | max m -> m.updated_at
        if met == nothing { return wrote }
        if wrote == nothing or wrote < met { return met }
        return wrote
      }

      ## The newest detail noted about a person at an interview that no letter has used; an empty text where there is none.
      ## Private notes are never offered.
      fn detail_about(c: Contact, i: Interview) -> Text {
        let noted = notes
          | where n -> n.kind == detail
            and n.contact == c
            and (n.interview == nothing or n.interview == i)
            and not is_used(n.text, c)
        (noted | sort at desc | first)?.text ?? ""
      }

      ## Whether a detail stands in a letter that has gone to somebody else already.
      fn is_used(detail: Text, c: Contact) -> Bool = messages | any(m -> m.detail == detail and m.to != c)

      """##
    ),
    (
      "stdlib/dates.kindly",
      ##"""
      # Dates that rules name: a weekday of a month, Easter. The holiday files are written with these.

      ## The n-th such weekday of a month: `nth_weekday(4, thursday, 11, 2026)` is Thanksgiving.
      fn nth_weekday(n: Int, day: Weekday, month: Int, year: Int) -> Date {
        first_weekday(day, date(year, month, 1)) + (n - 1) * 7d
      }

      ## The last such weekday of a month.
      fn last_weekday(day: Weekday, month: Int, year: Int) -> Date {
        first_weekday(day, end_of(date(year, month, 1), CalendarUnit.month) - 6d)
      }

      ## The first such weekday on a date or after it.
      fn first_weekday(day: Weekday, start: Date) -> Date {
        var found = start
        while weekday(found) != day { found = found + 1d }
        found
      }

      ## Easter Sunday of the Gregorian calendar: the first Sunday after the full moon on or after 21 March, as the church
      ## reckons moons.
      fn easter(year: Int) -> Date {
        let golden = year mod 19
        let century = year div 100
        let lunar = (century - century div 4 - (8 * century + 13) div 25 + 19 * golden + 15) mod 30
        let moon = lunar - (lunar div 28) * (1 - (29 div (lunar + 1)) * ((21 - golden) div 11))
        let sunday = (year + year div 4 + moon + 2 - century + century div 4) mod 7
        date(year, 3, 28) + (moon - sunday) * 1d
      }

      """##
    ),
    (
      "stdlib/letters.kindly",
      ##"""
      # The letters: templates in plain words. A template of the same name in your own init.kindly replaces one of these.

      ## Thanks for an interview, with one detail that shows you listened.
      template thank_you(to: Contact, interview: Interview, detail: Text) {
        subject "Thank you for your time, {to.first_name}"
        """
        Dear {to.first_name},

        Thank you for talking with me about the {interview.role} position on {format(interview.starts, "EEEE")}. What stayed with me is {detail}.

        I came away wanting the work all the more. If anything else would help you decide, please tell me.

        With kind regards,
        {me.name ?? ""}
        """
      }

      ## Asks, once the promised day has passed, whether there is news.
      template check_in(to: Contact, interview: Interview) {
        subject "The {interview.role} position"
        """
        Dear {to.first_name},

        I hope you are well. We spoke on {format(interview.starts, "d MMMM")} about the {interview.role} position, and I remain very interested. Is there any news of the next steps, or anything that I can add?

        With kind regards,
        {me.name ?? ""}
        """
      }

      """##
    ),
    (
      "stdlib/etiquette.kindly",
      ##"""
      # The etiquette: what good manners ask for (must) and forbid (never) after an interview. A rule of the same name in
      # your own init.kindly replaces one of these; `off NAME` turns one off.

      ## Thank everyone you met, within a day, each with a detail of their own.
      must thank_you {
        for i in interviews | where ended
        for c in i.everyone
        until messages | any(m -> m.to == c and m.interview == i and m.kind == thank_you and m.sent)
        due i.ends + 24h
        expires i.ends + 7d
        do draft thank_you(c, i, detail: detail_about(c, i))
      }

      ## Find out when to expect an answer, while nobody has said.
      must ask_when {
        for i in interviews | where waiting and reply_by == nothing
        until i.reply_by != nothing
        due i.ends + 24h
        expires i.ends + 10bd
        do remind "Ask {i.company} when you will hear about the {i.role} position, and record it as reply_by."
      }

      ## Meet every deadline they gave, by its hour.
      must meet_deadline {
        for d in deadlines
        until d.done
        due d.due
        do remind "{d.title}"
      }

      ## Check in, once, when the promised day has passed without a word.
      must check_in {
        for i in interviews | where waiting
        for c in whom_to_ask(i)
        until messages | any(m -> m.interview == i and m.kind == check_in and m.sent)
        from (i.promised + 1bd) 09:00
        due (i.promised + 3bd) 17:00
        do draft check_in(c, i)
      }

      ## Whom a check-in goes to: the recruiter who made the connection, else the hiring manager, else the first person.
      fn whom_to_ask(i: Interview) -> List<Contact> {
        let via = i.via
        if via != nothing and via.role == recruiter { return [via] }
        let manager = i.hiring_manager ?? (i.people | where role == hiring_manager | first)
        if manager != nothing { return [manager] }
        return i.people | take 1
      }

      ## Do not ask before the day they named.
      never ask_early {
        on m
        when m.kind == check_in and today <= (m.interview?.promised ?? yesterday)
        until m.interview?.promised
        because "{m.interview?.company ?? "They"} said you would hear by {m.interview?.promised ?? today}"
      }

      ## Do not ask once they have answered, or when it is over.
      never ask_after_answer {
        on m
        when m.kind == check_in and not (m.interview?.waiting ?? true)
        because "{m.interview?.company ?? "They"} has answered already, or it is over"
      }

      ## A thank-you without a detail of its own is a form letter.
      never impersonal {
        on m at approval
        when m.kind == thank_you and (m.detail ?? "") == ""
        because "it has no detail of its own: note what you remember of {m.to.first_name}, `as detail`, and draft it again"
      }

      """##
    ),
  ]
}
