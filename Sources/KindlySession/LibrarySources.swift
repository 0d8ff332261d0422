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

      ## Whether you are waiting for their answer. Who has answered and named a later day is waited for again.
      field Interview.waiting = ended
        and outcome == Outcome.waiting
        and (heard_on == nothing or promised_anew)

      ## Whether they have named a day since what you heard from them.
      field Interview.promised_anew = reply_by > answered or reply_by != nothing and answered == nothing

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

      ## Whether a detail stands in a letter already: in any to somebody else, and in one to them that is approved or gone.
      fn is_used(detail: Text, c: Contact) -> Bool {
        messages | any(m -> m.detail == detail and (m.to != c or m.approved or m.settled))
      }

      ## Whether a thank-you may announce that you will ask to connect: their page is known, and nothing was said of it.
      fn may_announce(c: Contact) -> Bool = c.linkedin != nothing
        and c.linkedin_ok == unknown
        and c.connected_on == nothing

      ## Whether they decide: the hiring manager of an interview, or one by their role.
      fn is_manager(c: Contact, i: Interview) -> Bool = c.role == hiring_manager or i.hiring_manager == c

      ## What a thank-you says where it announces that you will ask to connect.
      fn announcement() -> Text = "will send you a request on LinkedIn"

      ## A detail as it stands within a sentence: without blanks and a full stop at its end.
      fn as_phrase(detail: Text) -> Text {
        var phrase = trim(detail)
        while ends_with(phrase, ".") { phrase = trim(take(phrase, length(phrase) - 1)) }
        phrase
      }

      ## The day of the newest check-in for an interview that has gone and that nobody has answered.
      fn unanswered_since(i: Interview) -> Date? {
        let sent = messages
          | where m -> m.interview == i and m.kind == check_in and m.sent
          | max m -> m.sent_at
        if sent == nothing { return nothing }
        if i.heard_on >= date_of(sent) { return nothing }
        return date_of(sent)
      }

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
      # The letters: templates in plain words. A template of the same name in your own init.kindly replaces one of these. Each
      # asks for a detail of its own: one thing that only this letter to this person could say.

      ## Thanks for an interview, with one detail that shows you listened. Where their page is known, it announces that you will
      ## ask to connect.
      template thank_you(to: Contact, interview: Interview, detail: Text) {
        subject "Thank you for your time, {to.first_name}"
        let met = if is_manager(to, interview) {
          "Thank you for talking with me about the {interview.role} position on {format(interview.starts, "EEEE")}, and for telling me what you hope for from it."
        } else {
          "Thank you for talking with me about the {interview.role} position on {format(interview.starts, "EEEE")}."
        }
        let offer = if interview.outcome in [rejected, withdrawn] {
          "I wish you and your team every success."
        } else if is_manager(to, interview) {
          "I came away wanting the work all the more. If anything else would help you decide, please tell me."
        } else {
          "I enjoyed our conversation, and would be glad to work with you."
        }
        let heads_up = if may_announce(to) {
          "\n\nI would like to stay in touch, and {announcement()} in the next days; please feel free to pass it over."
        } else {
          ""
        }
        """
        Dear {to.first_name},

        {met} What stayed with me is {as_phrase(detail)}.

        {offer}{heads_up}

        With kind regards,
        {me.name ?? ""}
        """
      }

      ## Thanks to the recruiter or friend who made the connection.
      template thank_connector(to: Contact, interview: Interview, detail: Text) {
        kind thank_you
        subject "Thank you for bringing me together with {interview.company}"
        let deed = if to.role == recruiter {
          "Thank you for putting me forward at {interview.company} for the {interview.role} position, and for the care that you took over it."
        } else {
          "Thank you for speaking for me at {interview.company}; without you I would not have had the conversation about the {interview.role} position."
        }
        """
        Dear {to.first_name},

        {deed} What helped me most was {as_phrase(detail)}.

        I will let you know how it goes.

        With kind regards,
        {me.name ?? ""}
        """
      }

      ## Asks, once the promised day has passed, whether there is news; the second round is the last.
      template check_in(to: Contact, interview: Interview, round: Int = 1, detail: Text = "") {
        subject if round > 1 {
          "Once more: the {interview.role} position"
        } else {
          "The {interview.role} position"
        }
        let asked = unanswered_since(interview)
        let news = if round > 1 and asked != nothing {
          "I wrote on {format(asked, "d MMMM")} about the {interview.role} position, and will not press you further. Should there be news, I would be glad to hear it; and should you have decided for somebody else, I would thank you for a word all the same."
        } else {
          "We spoke on {format(interview.starts, "d MMMM")} about the {interview.role} position, and I remain very interested. Is there any news of the next steps, or anything that I can add?"
        }
        let thought = if is_blank(detail) {
          ""
        } else {
          "\n\nI have kept thinking of {as_phrase(detail)}."
        }
        """
        Dear {to.first_name},

        I hope you are well. {news}{thought}

        With kind regards,
        {me.name ?? ""}
        """
      }

      ## Asks someone you met to connect on LinkedIn, in 300 characters at most.
      template connect(to: Contact, interview: Interview, detail: Text) {
        channel linkedin
        subject "A request to connect"
        "Dear {to.first_name}, it was good to meet you on {format(interview.starts, "d MMMM")} about the {interview.role} position. I have kept thinking of {as_phrase(detail)}, and would be glad to stay in touch. {me.name ?? ""}"
      }

      ## Answers an invitation: thanks, says yes, and asks what comes after it.
      template ask_next_steps(to: Contact, interview: Interview, detail: Text) {
        kind answer
        subject "{format(interview.starts, "EEEE d MMMM")}: the {interview.role} position"
        """
        Dear {to.first_name},

        Thank you for inviting me on {format(interview.starts, "EEEE d MMMM")}; I will gladly be there, and look forward to {as_phrase(detail)}.

        So that I can prepare well: whom will I meet, how many steps does your choice have after this one, and by when may I expect to hear?

        With kind regards,
        {me.name ?? ""}
        """
      }

      ## Withdraws from a position, in time and in good part.
      template withdraw(to: Contact, interview: Interview, detail: Text) {
        kind answer
        subject "The {interview.role} position: I withdraw"
        """
        Dear {to.first_name},

        Thank you for the time that you have given me. I have decided to go another way, and would like to withdraw from the {interview.role} position before I take more of it.

        I will remember {as_phrase(detail)}, and hope that our ways cross again.

        With kind regards,
        {me.name ?? ""}
        """
      }

      ## Accepts a no with grace, and keeps the door open.
      template accept_no(to: Contact, interview: Interview, detail: Text) {
        kind answer
        subject "Thank you for letting me know"
        """
        Dear {to.first_name},

        Thank you for telling me, and for considering me for the {interview.role} position. I am sorry that it has not come about; I learnt much from our conversation, above all {as_phrase(detail)}.

        Should another position come up that you would think of me for, I would be glad to hear from you.

        With kind regards,
        {me.name ?? ""}
        """
      }

      """##
    ),
    (
      "stdlib/etiquette.kindly",
      ##"""
      # The etiquette: what good manners ask for (must), allow (may) and forbid (never) after an interview. A rule of the same
      # name in your own init.kindly replaces one of these; `off NAME` turns one off.

      ## Thank everyone you met, within a day, each with a detail of their own.
      ## It shows that you listened, and that you are quick in small things.
      must thank_you {
        for i in interviews | where ended and ends >= now - 7d
        for c in i.everyone
        until messages | any(m -> m.to == c and m.interview == i and m.kind == thank_you and m.sent)
        due i.ends + 24h
        expires i.ends + 7d
        do draft thank_you(c, i, detail: detail_about(c, i))
      }

      ## Thank whoever made the connection, within a day.
      ## They lent you their name.
      must thank_connector {
        for i in interviews | where ended and ends >= now - 7d and via != nothing
        for c in connectors(i)
        until messages | any(m -> m.to == c and m.interview == i and m.kind == thank_you and m.sent)
        due i.ends + 24h
        expires i.ends + 7d
        do draft thank_connector(c, i, detail: detail_about(c, i))
      }

      ## Find out when to expect an answer, while nobody has said.
      ## Who knows the day need not wonder, and does not ask too early.
      must ask_when {
        for i in interviews | where waiting and reply_by == nothing and ends >= now - 30d
        until i.reply_by != nothing
        due i.ends + 24h
        expires i.ends + 10bd
        do remind "Ask {i.company} when you will hear about the {i.role} position, and record it as reply_by."
      }

      ## Meet every deadline they gave, by its hour.
      ## It is the first thing that they see of how you work.
      must meet_deadline {
        for d in deadlines | where done_at == nothing
        until d.done
        due d.due
        do remind "{d.title}"
      }

      ## A reply came: read it, and record what came of it.
      ## Nobody is to be asked for what they have said.
      must read_reply {
        for i in interviews | where ended and outcome == Outcome.waiting and heard_on != nothing
        until i.waiting
        due ((i.heard_on ?? today) + 1bd) 17:00
        expires ((i.heard_on ?? today) + 1mo) 17:00
        do remind "{i.company} has answered about the {i.role} position: record the outcome, or the new reply_by."
      }

      ## Check in when the promised day has passed without a word, and once more a week later.
      ## Then let it rest: silence is an answer too.
      must check_in {
        for i in interviews
          | where waiting and (reply_by >= today - 180d or starts >= now - 180d)
          | where not is_superseded(it)
        for c in whom_to_ask(i)
        for n in rounds_left(i)
        until messages | any(m -> m.interview == i and m.kind == check_in and m.round == n and m.sent)
        from check_in_day(i, n, c) 00:00
        due (check_in_day(i, n, c) + 2bd) 17:00
        expires (check_in_day(i, n, c) + 1mo) 17:00
        do draft check_in(c, i, round: n, detail: detail_about(c, i))
      }

      ## You may ask to connect with someone you met, once they agreed or your thank-you announced it.
      may connect {
        for i in interviews | where ended and ends >= now - 30d
        for c in i.everyone | where linkedin != nothing and connected_on == nothing
        until messages | any(m -> m.to == c and m.kind == connect and m.sent)
        from (date_of(i.ends) + 1bd) 09:00
        due (date_of(i.ends) + 10bd) 17:00
        expires i.ends + 30d
        do draft connect(c, i, detail: detail_about(c, i))
      }

      ## Two letters of a kind to people of one company are not to be the same.
      ## They compare notes, and a letter that somebody else had too was meant for neither.
      never same_note {
        on m at approval
        when overlap(m, 60%) != nothing
        because overlap(m, 60%) ?? ""
      }

      ## Do not thank for what has not taken place.
      never thank_early {
        on m
        when m.kind == thank_you and not (m.interview?.ended ?? true)
        because if m.interview?.outcome == Outcome.cancelled {
          "the interview was called off"
        } else {
          "the interview has not ended yet"
        }
      }

      ## What you noted for yourself is nobody else's.
      never tell_private {
        on m at approval
        when notes | any(n -> n.kind == private and length(n.text) > 12 and n.text in m.body)
        because "it says what you noted as private"
      }

      ## A thank-you or a request without a detail of its own is a form letter.
      never impersonal {
        on m at approval
        when m.kind in [thank_you, connect, answer] and is_blank(m.detail ?? "")
        because "it has no detail of its own: note what you remember of {m.to.first_name}, `as detail`, and draft it again"
      }

      ## Do not ask before the day they named: they have told you already.
      never ask_early {
        on m
        when m.kind == check_in and today <= (m.interview?.promised ?? yesterday)
        until m.interview?.promised
        because "{m.interview?.company ?? "They"} said you would hear by {m.interview?.promised ?? today}"
      }

      ## Do not ask again within a week, nor a third time.
      never ask_too_often {
        on m
        when m.kind == check_in and (has_asked_twice(m) or asked_lately(m))
        until if has_asked_twice(m) { nothing } else { (last_asked(m) ?? today) + 5bd - 1d }
        because if has_asked_twice(m) {
          "you have asked twice, and that is enough"
        } else {
          "you asked on {last_asked(m) ?? today}, and should leave them five business days"
        }
      }

      ## Do not ask once they have answered, or when it is over.
      never ask_after_answer {
        on m
        when m.kind == check_in and (not (m.interview?.waiting ?? true) or was_superseded(m))
        because if was_superseded(m) {
          "there was a later round for the same position: ask about that"
        } else if m.interview?.outcome == Outcome.waiting {
          "{m.interview?.company ?? "They"} answered on {m.interview?.heard_on ?? today}: record the outcome, or the new reply_by"
        } else {
          "it is over: {m.interview?.outcome ?? Outcome.waiting}"
        }
      }

      ## Do not ask somebody who is away: they cannot answer, and will find it in a full mailbox.
      never ask_while_away {
        on m
        when m.kind == check_in and m.to.away_until >= today
        until m.to.away_until
        because "{m.to.first_name} is away until {m.to.away_until ?? today}"
      }

      ## Do not ask to connect before they know that you will: they agreed, or your thank-you said so.
      never connect_unasked {
        on m
        when m.kind == connect
          and m.to.linkedin_ok != granted
          and (m.to.linkedin_ok == declined or not was_announced(m.to))
        because if m.to.linkedin_ok == declined {
          "{m.to.first_name} would rather not"
        } else {
          "{m.to.first_name} has not agreed, and no thank-you has announced it"
        }
      }

      ## Do not ask a stranger: a request stands on a conversation.
      never connect_stranger {
        on m
        when m.kind == connect and not have_talked(m.to)
        because "no conversation with {m.to.first_name} is noted"
      }

      ## Do not ask twice: they have seen it.
      never connect_twice {
        on m
        when m.kind == connect and (m.to.connected_on != nothing or asked_to_connect(m))
        because if m.to.connected_on != nothing {
          "you are connected with {m.to.first_name} already"
        } else {
          "you have asked {m.to.first_name} already"
        }
      }

      ## A connection request has room for 300 characters.
      never too_long {
        on m at approval
        when m.kind == connect and length(m.body) > 300
        because "it has {length(m.body)} characters, and a connection request takes 300"
      }

      # What the rules ask.

      ## Whoever made the connection, unless you met them there and thank them for that.
      fn connectors(i: Interview) -> List<Contact> {
        let via = i.via
        if via == nothing or via in i.everyone { return [] }
        return [via]
      }

      ## Whom a check-in goes to: the recruiter who made the connection, else the hiring manager, else the first person.
      fn whom_to_ask(i: Interview) -> List<Contact> {
        let via = i.via
        if via != nothing and via.role == recruiter { return [via] }
        let manager = i.hiring_manager ?? (i.people | where role == hiring_manager | first)
        if manager != nothing { return [manager] }
        return i.people | take 1
      }

      ## The check-in that is next for an interview: the first, or the second once the first is sent; none after that.
      fn rounds_left(i: Interview) -> List<Int> {
        let sent = messages | where m -> m.interview == i and m.kind == check_in and m.sent | count
        if sent < 2 { [sent + 1] } else { [] }
      }

      ## Whether there is a later interview for the same position, held or to come: what you wait for is about that one.
      fn is_superseded(i: Interview) -> Bool {
        interviews
          | any(
            o -> o.company == i.company
              and o.role == i.role
              and o.starts > i.starts
              and o.outcome != Outcome.cancelled
          )
      }

      ## Whether a letter is about an interview that has a later round.
      fn was_superseded(m: Message) -> Bool {
        let i = m.interview
        if i == nothing { false } else { is_superseded(i) }
      }

      ## The first day for a check-in: the business day after the promised one; for the second, also five after the first; and
      ## not while they are away.
      fn check_in_day(i: Interview, n: Int, c: Contact) -> Date {
        var day = i.promised + 1bd
        let before = messages
          | where m -> m.interview == i and m.kind == check_in and m.sent
          | max m -> m.sent_at
        if n > 1 and before != nothing { day = max(day, date_of(before) + 5bd) }
        let away = c.away_until
        if away == nothing { day } else { max(day, away + 1bd) }
      }

      ## The check-ins for the same interview that have gone, or may have, besides this one.
      fn check_ins_before(m: Message) -> List<Message> {
        messages
          | where o -> o.interview == m.interview
            and o.kind == check_in
            and o.settled
            and o.handle != m.handle
      }

      ## Whether this would be a third check-in for an interview.
      fn has_asked_twice(m: Message) -> Bool = m.round > 2 or (check_ins_before(m) | count) > 1

      ## The day of the newest other check-in for the same interview or to the same person, gone or about to go.
      fn last_asked(m: Message) -> Date? {
        let newest = messages
          | where o -> o.kind == check_in
            and (o.interview == m.interview or o.to == m.to)
            and (o.settled or o.approved)
            and o.handle != m.handle
          | max o -> o.sent_at ?? o.approved_at ?? o.updated_at
        if newest == nothing { nothing } else { date_of(newest) }
      }

      ## Whether a check-in comes within five business days of another one.
      fn asked_lately(m: Message) -> Bool {
        let last = last_asked(m)
        if last == nothing { false } else { today < last + 5bd }
      }

      ## Whether a thank-you that they have got says that you will ask to connect.
      fn was_announced(c: Contact) -> Bool {
        messages | any(m -> m.to == c and m.kind == thank_you and m.sent and announcement() in m.body)
      }

      ## Whether you met them, or noted a conversation with them.
      fn have_talked(c: Contact) -> Bool {
        (interviews | any(i -> i.ended and c in i.everyone)) or (notes | any(n -> n.contact == c))
      }

      ## Whether another request to them has gone.
      fn asked_to_connect(m: Message) -> Bool {
        messages | any(o -> o.to == m.to and o.kind == connect and o.settled and o.handle != m.handle)
      }

      """##
    ),
  ]
}
