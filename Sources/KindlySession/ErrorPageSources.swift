// The pages of the diagnostics as string literals. Made from docs/errors/ by `make pages`; do not edit.

enum ErrorPageSources {
  static let pages: [(code: UInt16, text: String)] = [
    (
      100,
      ##"""
      # K0100: `example.kindly` is not UTF-8: byte 12 isn't valid there

      Kindly reads its sources as UTF-8, and at the byte named the file is something else: often an old Latin-1 file, or no text at all. Save it again as UTF-8 in your editor. If it is no script, you may have named the wrong file.

      No example: it takes a file that is not UTF-8, and this page is.

      """##
    ),
    (
      101,
      ##"""
      # K0101: `café` has no meaning outside a text

      Outside of texts, programs are made of plain letters, digits and a few signs. A character that only looks like one of them, such as a no-break space or a long dash, usually came along with something pasted. Names are made of a to z, digits and `_`; inside a text any character is welcome.

      ```kindly
      let café = "Café Central"
      print(café)
      ```

      Write it so:

      ```kindly
      let cafe = "Café Central"
      print(cafe)
      ```

      """##
    ),
    (
      102,
      ##"""
      # K0102: Kindly has no `&&`

      Other languages write some operators with signs where Kindly has a word: `and`, `or`, `not`, `mod`. Write the word. It reads the same aloud.

      ```kindly
      interviews | where ended && outcome == waiting | show
      ```

      Write it so:

      ```kindly
      interviews | where ended and outcome == waiting | show
      ```

      """##
    ),
    (
      103,
      ##"""
      # K0103: this text is not closed on its line

      A text begins and ends with the same quote on one line, and this one never ends. Close it where it should end. A text of several lines stands between three quotes, and a quote inside a text is written `\"`.

      ```kindly
      let greeting = "Dear Dana,
      print(greeting)
      ```

      Write it so:

      ```kindly
      let greeting = "Dear Dana,"
      print(greeting)
      ```

      """##
    ),
    (
      104,
      ##"""
      # K0104: this text block is never closed

      A text that begins with three quotes goes on until three quotes close it, and the file ends first. Put the closing quotes on a line of their own; their indentation is taken off every line.

      ```kindly
      let body = """
        Dear Dana,
        thank you for your time.
      ```

      Write it so:

      ```kindly
      let body = """
        Dear Dana,
        thank you for your time.
        """
      print(body)
      ```

      """##
    ),
    (
      105,
      ##"""
      # K0105: `\d` is no escape

      In a text between double quotes a backslash begins an escape, and this is none of them. Write the backslash twice if you mean one, or take a raw text between single quotes, in which nothing is an escape.

      ```kindly
      print("C:\docs")
      ```

      Write it so:

      ```kindly
      print('C:\docs')
      ```

      """##
    ),
    (
      106,
      ##"""
      # K0106: this is not the number of a character

      `\u{…}` holds the number of a character in hexadecimal digits, up to 10FFFF. Nothing has the number that stands here.

      ```kindly
      print("\u{110000}")
      ```

      Write it so:

      ```kindly
      print("\u{1F600}")
      ```

      """##
    ),
    (
      107,
      ##"""
      # K0107: there is nothing between these braces

      Braces inside a text hold something to be computed, and between these there is nothing. If you want the braces themselves, put a backslash before each.

      ```kindly
      print("a set: {}")
      ```

      Write it so:

      ```kindly
      print("a set: \{\}")
      ```

      """##
    ),
    (
      108,
      ##"""
      # K0108: this line is indented less than the closing """

      The indentation of the closing three quotes is taken off every line of the text. A line that is indented less has nothing there to take off, or mixes tabs with blanks. Indent it as far as the closing quotes, or move those to the left.

      ```kindly
      let body = """
        Dear Dana,
       thank you.
        """
      print(body)
      ```

      Write it so:

      ```kindly
      let body = """
        Dear Dana,
        thank you.
        """
      print(body)
      ```

      """##
    ),
    (
      109,
      ##"""
      # K0109: texts stand between straight quotes

      Word processors turn straight quotes into curly ones, and curly ones do not begin a text. Write `"` or `'` in their place.

      ```kindly
      print(“thank you”)
      ```

      Write it so:

      ```kindly
      print("thank you")
      ```

      """##
    ),
    (
      110,
      ##"""
      # K0110: `@Dana` is no handle

      A handle is `@` and a name of small letters, digits, `-` and `_` that begins with a letter or a digit. Capitals and other signs do not belong into it; names of people go into the headline.

      ```kindly
      contact @Dana "Dana Reyes"
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes"
      ```

      """##
    ),
    (
      111,
      ##"""
      # K0111: `1_000_` is no number

      A `_` in a number only helps the eye, so it stands between two digits. It cannot begin or end the number, nor stand twice.

      ```kindly
      print(1_000_)
      ```

      Write it so:

      ```kindly
      print(1_000)
      ```

      """##
    ),
    (
      112,
      ##"""
      # K0112: `9223372036854775808` is too large for a whole number

      Whole numbers have 64 bits, so the largest is 9223372036854775807. Write a number with a decimal point if it need not be exact to the last digit.

      ```kindly
      print(9223372036854775808)
      ```

      Write it so:

      ```kindly
      print(9223372036854775808.0)
      ```

      """##
    ),
    (
      113,
      ##"""
      # K0113: `1e999` is too large for a number

      Numbers with a decimal point reach about 1.8e308, and this one is beyond. There is probably a digit too many in the exponent.

      ```kindly
      print(1e999)
      ```

      Write it so:

      ```kindly
      print(1e99)
      ```

      """##
    ),
    (
      114,
      ##"""
      # K0114: `min` is no unit of time

      A number with letters right behind it is a duration, and these letters are no unit of time. The units are `s m h d bd w mo y`; in words, `45 minutes` and `5 business days` are durations too.

      ```kindly
      print(now + 45min)
      ```

      Write it so:

      ```kindly
      print(now + 45m)
      ```

      """##
    ),
    (
      115,
      ##"""
      # K0115: `1.5h` is no duration

      Durations are made of whole numbers, so that adding them to a date never has to guess what half a month is. Take a smaller unit, or multiply a duration.

      ```kindly
      print(1.5h)
      ```

      Write it so:

      ```kindly
      print(90m)
      ```

      """##
    ),
    (
      116,
      ##"""
      # K0116: a duration has one unit

      Each duration literal has one unit. Add two of them to get a longer one; the sum is a duration like any other.

      ```kindly
      print(1h30m)
      ```

      Write it so:

      ```kindly
      print(1h + 30m)
      ```

      """##
    ),
    (
      117,
      ##"""
      # K0117: there is no day `2026-02-30`

      What stands here has the form of a date, but the calendar has no such day. The year has four digits, month and day have two.

      ```kindly
      print(2026-02-30)
      ```

      Write it so:

      ```kindly
      print(2026-02-28)
      ```

      """##
    ),
    (
      118,
      ##"""
      # K0118: `24:00` is no time of day

      Hours go from 00 to 23, minutes and seconds from 00 to 59. The end of a day is 23:59, and midnight is 00:00 of the next one.

      ```kindly
      print(24:00)
      ```

      Write it so:

      ```kindly
      print(00:00)
      ```

      """##
    ),
    (
      119,
      ##"""
      # K0119: hours and minutes have two digits

      Times are written with two digits each, so that they line up and are never taken for something else.

      ```kindly
      print(today 9:30)
      ```

      Write it so:

      ```kindly
      print(today 09:30)
      ```

      """##
    ),
    (
      120,
      ##"""
      # K0120: `+25:00` is no offset from UTC

      Behind a time, an offset from UTC is a sign, two digits of hours, a colon and two of minutes; `Z` is UTC itself. No place on earth is more than 18 hours away from it.

      ```kindly
      print(2026-11-24T10:00+25:00)
      ```

      Write it so:

      ```kindly
      print(2026-11-24T10:00+01:00)
      ```

      """##
    ),
    (
      121,
      ##"""
      # K0121: expected a value, found `)`

      Something is missing before the marked place, or something else stands where it should be. The sentence says what would fit. Often a name, a closing bracket or the right side of an operator was left out.

      ```kindly
      print(1 + )
      ```

      Write it so:

      ```kindly
      print(1 + 1)
      ```

      """##
    ),
    (
      122,
      ##"""
      # K0122: `print` cannot stand here

      A statement was complete, and something follows it on the same line. Either begin a new line, or an operator is missing between the two.

      ```kindly
      let a = 1 print(a)
      ```

      Write it so:

      ```kindly
      let a = 1
      print(a)
      ```

      """##
    ),
    (
      123,
      ##"""
      # K0123: this `(` is never closed

      An opening bracket needs its closing one, and the end of what holds it came first. The diagnostic shows both where it was opened and where the closing one is missed.

      ```kindly
      for i in interviews { print(i.company }
      ```

      Write it so:

      ```kindly
      for i in interviews { print(i.company) }
      ```

      """##
    ),
    (
      124,
      ##"""
      # K0124: nothing is open that `)` would close

      Here is a closing bracket with no open one that it would close. It is one too many, or its partner above was lost.

      ```kindly
      print(1 + 2))
      ```

      Write it so:

      ```kindly
      print(1 + 2)
      ```

      """##
    ),
    (
      125,
      ##"""
      # K0125: a block begins on the line of what it belongs to

      A line break ends a statement, so a block that begins on the next line belongs to nothing. Its `{` stands at the end of the line of `if`, `for`, `fn` and the like.

      ```kindly
      if today > 2026-01-01
      {
        print("a new year")
      }
      ```

      Write it so:

      ```kindly
      if today > 2026-01-01 {
        print("a new year")
      }
      ```

      """##
    ),
    (
      126,
      ##"""
      # K0126: brackets, blocks and operators nest deeper than 256 here

      Brackets, blocks and signs before a value may stand within one another up to 256 deep, which is far more than anybody can read. Name the inner parts with `let`, or write a function.

      No example: it takes 257 brackets within one another.

      """##
    ),
    (
      127,
      ##"""
      # K0127: a `for` takes at most 255 names

      `for a, b in rows` gives a name to each part of a row, and there are more names here than a row can have parts. Give the row one name and read its fields.

      No example: it takes a line with hundreds of names.

      """##
    ),
    (
      128,
      ##"""
      # K0128: a call has no blank before its `(`

      The parenthesis of a call stands right behind the name. With a blank between them they would be two things, of which the second does not belong there.

      ```kindly
      print (1 + 1)
      ```

      Write it so:

      ```kindly
      print(1 + 1)
      ```

      """##
    ),
    (
      129,
      ##"""
      # K0129: `match` is a reserved word

      Some words are the language's own and cannot name anything else: `match`, `use`, `field`, `template` and the like. Take another name.

      ```kindly
      let match = 3
      ```

      Write it so:

      ```kindly
      let found = 3
      print(found)
      ```

      """##
    ),
    (
      130,
      ##"""
      # K0130: comparisons do not chain

      `a < b < c` would compare the truth of the first with `c`, which is never what is meant. Compare twice and join with `and`. Where both signs point the same way and what stands between them is a name, a field or a literal, `kindly check --fix` does so.

      ```kindly
      let n = 3
      print(1 < n < 5)
      ```

      Write it so:

      ```kindly
      let n = 3
      print(1 < n and n < 5)
      ```

      """##
    ),
    (
      131,
      ##"""
      # K0131: `=` gives a variable its value

      One `=` gives a variable its value, and two compare. A condition compares.

      ```kindly
      var n = 3
      if n = 3 { print("three") }
      ```

      Write it so:

      ```kindly
      var n = 3
      if n == 3 { print("three") }
      n = 4
      ```

      """##
    ),
    (
      132,
      ##"""
      # K0132: named arguments are written with `:`

      In a call, a named argument is written with a colon: `pad("x", width: 5)`. The sign `=` would assign to a variable, and two of them compare.

      ```kindly
      fn greet(name: Text) = "Dear {name}"
      print(greet(name = "Dana"))
      ```

      Write it so:

      ```kindly
      fn greet(name: Text) = "Dear {name}"
      print(greet(name: "Dana"))
      ```

      """##
    ),
    (
      133,
      ##"""
      # K0133: nothing can be assigned to this

      Only what can hold a value stands on the left of `=`: a variable declared with `var`, a field, an element of a list. A number or the result of a call has no place to put one.

      ```kindly
      fn newest() = { n: 1 }
      newest() = { n: 2 }
      ```

      Write it so:

      ```kindly
      var newest = { n: 1 }
      newest = { n: 2 }
      print(newest)
      ```

      """##
    ),
    (
      134,
      ##"""
      # K0134: Kindly has no `+=`

      There is no short form for changing a variable by its own value. Write it out; it is one word longer, and nothing has to be learned.

      ```kindly
      var n = 1
      n += 2
      print(n)
      ```

      Write it so:

      ```kindly
      var n = 1
      n = n + 2
      print(n)
      ```

      """##
    ),
    (
      135,
      ##"""
      # K0135: Kindly has no `elif`

      A further condition is written in two words, `else if`.

      ```kindly
      let n = 2
      if n == 1 { print("one") } elif n == 2 { print("two") }
      ```

      Write it so:

      ```kindly
      let n = 2
      if n == 1 { print("one") } else if n == 2 { print("two") }
      ```

      """##
    ),
    (
      136,
      ##"""
      # K0136: a record cannot stand bare here

      In the head of `if`, `while`, `for` and `match` a `{` begins the block, so a record there has to stand in parentheses.

      ```kindly
      if { a: 1 } == { a: 1 } { print("same") }
      ```

      Write it so:

      ```kindly
      if ({ a: 1 }) == ({ a: 1 }) { print("same") }
      ```

      """##
    ),
    (
      137,
      ##"""
      # K0137: the declaration of a contact cannot stand bare here

      In the head of `if`, `while`, `for` and `match` a `{` begins the block, so a declaration, which may end in fields, has to stand in parentheses there. Better still, declare first and ask then.

      ```kindly
      if contact "Dana" == nothing { print("nobody") }
      ```

      Write it so:

      ```kindly
      let dana = contact "Dana"
      print(dana.name)
      ```

      """##
    ),
    (
      138,
      ##"""
      # K0138: `not` binds looser than the operator before it

      `not` binds looser than the operator before it, so it would reach further than it looks. Put it and what it negates in parentheses.

      ```kindly
      let ready = true
      print(true == not ready)
      ```

      Write it so:

      ```kindly
      let ready = true
      print(true == (not ready))
      ```

      """##
    ),
    (
      139,
      ##"""
      # K0139: Kindly has no `def`

      This is how another language writes it, or a slip in one of Kindly's own words. The label says what Kindly writes.

      ```kindly
      def greet(name: Text) = "Dear {name}"
      print(greet("Dana"))
      ```

      Write it so:

      ```kindly
      fn greet(name: Text) = "Dear {name}"
      print(greet("Dana"))
      ```

      """##
    ),
    (
      140,
      ##"""
      # K0140: a plain text must stand here

      Here a text is read before anything runs, so nothing can be computed in it. Write it without braces.

      ```kindly
      let who = "Dana"
      test "thanks {who}" { expect true }
      ```

      Write it so:

      ```kindly
      test "thanks Dana" { expect true }
      ```

      """##
    ),
    (
      141,
      ##"""
      # K0141: `until` stands here twice

      A rule has each of its clauses once, apart from `for` and `where`. Keep one of the two, or join conditions with `and`.

      ```kindly
      must greet {
        for c in contacts
        until c.email != nothing
        until c.phone != nothing
        due now
        do remind "greet {c.name}"
      }
      ```

      Write it so:

      ```kindly
      must greet {
        for c in contacts
        until c.email != nothing or c.phone != nothing
        due now
        do remind "greet {c.name}"
      }
      ```

      """##
    ),
    (
      142,
      ##"""
      # K0142: `unless` is no clause of a `must` rule

      Rules are made of clauses, one a line, each opened by its word. What stands here is none of the words that this kind of rule knows; the note lists them.

      ```kindly
      must greet {
        for c in contacts
        unless c.email != nothing
        until c.phone != nothing
        due now
        do remind "greet {c.name}"
      }
      ```

      Write it so:

      ```kindly
      must greet {
        for c in contacts
        where c.email == nothing
        until c.phone != nothing
        due now
        do remind "greet {c.name}"
      }
      ```

      """##
    ),
    (
      143,
      ##"""
      # K0143: `where` needs something behind it

      This verb has to know something more: a condition, a number, a column. Put it right behind the verb.

      ```kindly
      contacts | where | show
      ```

      Write it so:

      ```kindly
      contacts | where email != nothing | show
      ```

      """##
    ),
    (
      144,
      ##"""
      # K0144: `take` takes no more than this

      This verb takes no more arguments than it has, so the comma behind them is one too many.

      ```kindly
      let found = contacts | take 1, 2
      print(found | count)
      ```

      Write it so:

      ```kindly
      let found = contacts | take 2
      print(found | count)
      ```

      """##
    ),
    (
      145,
      ##"""
      # K0145: `else` is the last arm of a `match`

      The arms of a `match` are tried from the top, and `else` takes whatever is left. Below it nothing is left to take, so it comes last.

      ```kindly
      print(match 3 {
        else => "many"
        1 => "one"
      })
      ```

      Write it so:

      ```kindly
      print(match 3 {
        1 => "one"
        else => "many"
      })
      ```

      """##
    ),
    (
      146,
      ##"""
      # K0146: this `try` has no `catch`

      `try` runs a block and hands an error to its `catch`. Without a `catch` the error has nowhere to go, and the block could as well stand alone.

      ```kindly
      try { print(1 div 0) }
      print("on")
      ```

      Write it so:

      ```kindly
      try { print(1 div 0) } catch e { print(e.message) }
      print("on")
      ```

      """##
    ),
    (
      147,
      ##"""
      # K0147: `3` cannot stand here

      Inside brackets a line break changes nothing, so two things next to each other need a comma or an operator between them.

      ```kindly
      print([1, 2 3])
      ```

      Write it so:

      ```kindly
      print([1, 2, 3])
      ```

      """##
    ),
    (
      148,
      ##"""
      # K0148: `>` cannot stand behind a pipeline

      The sign `|` binds loosest of all, so an operator behind a pipeline would belong to the last verb's argument. Put the pipeline into parentheses and compare the whole.

      ```kindly
      print(contacts | count > 3)
      ```

      Write it so:

      ```kindly
      print((contacts | count) > 3)
      ```

      """##
    ),
    (
      149,
      ##"""
      # K0149: this has no key

      A list with keys is a map, and then every element has a key. Here some have one and some have none; give one to each, or to none.

      ```kindly
      print(["Acme": 3, 4])
      ```

      Write it so:

      ```kindly
      print([3, 4])
      ```

      """##
    ),
    (
      150,
      ##"""
      # K0150: `PST` is no zone

      Behind a date and a time, a name says in which zone they are meant, and this is no zone. Zones are called by a continent and a city, or by an offset from UTC.

      ```kindly
      print(2026-11-24 10:00 PST)
      ```

      Write it so:

      ```kindly
      print(2026-11-24 10:00 America/Los_Angeles)
      ```

      """##
    ),
    (
      151,
      ##"""
      # K0151: `.5` is no number

      A number with a point has digits on both sides of it, so that the point is not overlooked.

      ```kindly
      print(.5)
      ```

      Write it so:

      ```kindly
      print(0.5)
      ```

      """##
    ),
    (
      152,
      ##"""
      # K0152: what `print` is called with stands in parentheses

      A call has its arguments in parentheses, right behind the function's name.

      ```kindly
      print "Dear Dana"
      ```

      Write it so:

      ```kindly
      print("Dear Dana")
      ```

      """##
    ),
    (
      199,
      ##"""
      # K0199: this cannot be read

      Kindly lost its way in the source at this place. This is the answer of last resort and should not be seen: what stands here has a mistake that Kindly could not tell more about.

      No example: nothing that we know of leads here; if something does, we would like to know.

      """##
    ),
    (
      201,
      ##"""
      # K0201: there is nothing called `limt` here

      No variable, parameter, function, source or field in sight has this name. Perhaps it is misspelt, declared further down, or declared inside a block that has ended. A case of an enumeration is known by its bare name only where that enumeration is expected. Words of other languages are told apart: `null`, `nil` and `None` are `nothing` here, `True` is `true`.

      ```kindly
      let limit = 5
      print(limt)
      ```

      Write it so:

      ```kindly
      let limit = 5
      print(limit)
      ```

      """##
    ),
    (
      202,
      ##"""
      # K0202: `company` is both a field of the Interview row and a name of yours

      In a row of this verb the bare name would be the row's field, and you have a variable or parameter of the same name. Kindly does not choose for you, because the wrong choice would be wrong rows without a word. Write `it.` before the field, or give yours another name.

      ```kindly
      let company = "Acme"
      interviews | where company == company | show
      ```

      Write it so:

      ```kindly
      let employer = "Acme"
      interviews | where company == employer | show
      ```

      """##
    ),
    (
      203,
      ##"""
      # K0203: there is no type `Integer`

      Types begin with a capital letter: `Int`, `Text`, `List<Contact>`, `Outcome`, and so on. This one is not among them.

      ```kindly
      fn double(n: Integer) = n * 2
      print(double(2))
      ```

      Write it so:

      ```kindly
      fn double(n: Int) = n * 2
      print(double(2))
      ```

      """##
    ),
    (
      204,
      ##"""
      # K0204: Interview has no field `compnay`

      The record is there, but it has no field of this name. The note lists the fields that it has; a near one is suggested. Computed fields, yours included, count as fields.

      ```kindly
      interviews | where compnay == "Acme" | show
      ```

      Write it so:

      ```kindly
      interviews | where company == "Acme" | show
      ```

      """##
    ),
    (
      205,
      ##"""
      # K0205: there is no function `lenght`

      Neither your source nor the library has a function of this name. Functions may stand below their use, but not inside another block.

      ```kindly
      print(lenght("Dana"))
      ```

      Write it so:

      ```kindly
      print(length("Dana"))
      ```

      """##
    ),
    (
      206,
      ##"""
      # K0206: `n` is declared already

      In one block a name stands for one thing. To change a variable leave `let` away and declare it with `var`; otherwise take another name.

      ```kindly
      let n = 1
      let n = 2
      print(n)
      ```

      Write it so:

      ```kindly
      var n = 1
      n = 2
      print(n)
      ```

      """##
    ),
    (
      207,
      ##"""
      # K0207: there is no record `@dana`

      A handle is checked before anything runs, against the store and against what is declared above it in the source. This one is in neither. Declare it first, or look for the right spelling with `contacts | show`.

      ```kindly
      print(@dana.name)
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes"
      print(@dana.name)
      ```

      """##
    ),
    (
      209,
      ##"""
      # K0209: `offer` is both a case of Outcome and a name of yours

      The enumeration that is expected here has a case of this name, and you have a variable of that very type with the same name. Write the case in full, or rename yours.

      ```kindly
      fn is_same(i: Interview, offer: Outcome) = i.outcome == offer
      print(interviews | any(is_same(it, Outcome.waiting)))
      ```

      Write it so:

      ```kindly
      fn is_same(i: Interview, wanted: Outcome) = i.outcome == wanted
      print(interviews | any(is_same(it, Outcome.waiting)))
      ```

      """##
    ),
    (
      210,
      ##"""
      # K0210: `@acme` is already a contact, not an interview

      A handle belongs to one thing over all nouns, and this one belongs to a record of another noun. Give the new one a handle of its own.

      ```kindly
      contact @acme "Dana Reyes"
      interview @acme "Accountant" at "Acme" on 2026-12-01 10:00
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes"
      interview @acme "Accountant" at "Acme" on 2026-12-01 10:00
      ```

      """##
    ),
    (
      211,
      ##"""
      # K0211: a contact takes no `for`

      The words between the headline and the braces, such as `at` and `on`, are short for fields, and each noun has its own. Any field can be written in braces instead.

      ```kindly
      contact "Dana Reyes" for "Acme"
      ```

      Write it so:

      ```kindly
      contact "Dana Reyes" at "Acme"
      ```

      """##
    ),
    (
      212,
      ##"""
      # K0212: `greet` takes no `nme`

      An argument or field is given by name, and there is none of that name. The note lists those that there are.

      ```kindly
      fn greet(name: Text) = "Dear {name}"
      print(greet(nme: "Dana"))
      ```

      Write it so:

      ```kindly
      fn greet(name: Text) = "Dear {name}"
      print(greet(name: "Dana"))
      ```

      """##
    ),
    (
      213,
      ##"""
      # K0213: there is no template `thnaks`

      `draft` is given a template, a function that writes a letter, and there is none of this name. The library has `thank_you`, `check_in`, `connect` and a few more; yours are declared with `template`.

      ```kindly
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template thanks(to: Contact) {
        subject "Thank you"
        "Dear {to.first_name}, thank you."
      }
      draft thnaks(@dana)
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template thanks(to: Contact) {
        subject "Thank you"
        "Dear {to.first_name}, thank you."
      }
      draft thanks(@dana)
      ```

      """##
    ),
    (
      214,
      ##"""
      # K0214: there is no rule `thank_yuo`

      `off` turns one rule of etiquette off by its name, and no rule has this name. Rules are declared above their use or stand in the library.

      ```kindly
      off thank_yuo
      ```

      Write it so:

      ```kindly
      off thank_you
      ```

      """##
    ),
    (
      215,
      ##"""
      # K0215: `this` cannot follow a `|`

      Behind `|` stands a verb such as `where`, or a function, which is given what stands before. This is neither.

      ```kindly
      let me_too = { name: "Dana" }
      contacts | me_too.name
      ```

      Write it so:

      ```kindly
      contacts | take 3 | show
      ```

      """##
    ),
    (
      216,
      ##"""
      # K0216: Outcome has no case `waitng`

      The enumeration has no such case. The note lists the cases that it has.

      ```kindly
      interviews | where outcome == Outcome.waitng | show
      ```

      Write it so:

      ```kindly
      interviews | where outcome == Outcome.waiting | show
      ```

      """##
    ),
    (
      218,
      ##"""
      # K0218: `prices` is declared further down

      What has a value only from its declaration on is used above it, or by a function that is called above it. Move the use below, or the declaration up.

      ```kindly
      print(total())
      let prices = [3, 4]
      fn total() = prices | sum it
      ```

      Write it so:

      ```kindly
      let prices = [3, 4]
      fn total() = prices | sum it
      print(total())
      ```

      """##
    ),
    (
      219,
      ##"""
      # K0219: `remove` has no `because` clause

      Each command takes only the clauses listed for it. If you probably meant one of those, the label says which; otherwise remove the clause.

      ```kindly
      contact @wu "Lee Wu"
      remove @wu because "we never met"
      ```

      Write it so:

      ```kindly
      contact @wu "Lee Wu"
      remove @wu
      ```

      """##
    ),
    (
      220,
      ##"""
      # K0220: `done` takes `on DATE` only once

      The same clause appears twice in one command, so it is unclear which one counts. Keep one of them.

      ```kindly
      deadline @sample "Send the sample" due 2026-11-27 17:00
      done @sample on 2025-11-24 on 2025-11-25
      ```

      Write it so:

      ```kindly
      deadline @sample "Send the sample" due 2026-11-27 17:00
      done @sample on 2025-11-24
      ```

      """##
    ),
    (
      221,
      ##"""
      # K0221: `rename` needs `to @y`

      The command is incomplete without this clause: a record is renamed to a handle, an obligation is dismissed for a reason or put off to a day, and a message is marked `sent` or `unsent`.

      ```kindly
      contact @wu "Lee Wu"
      rename @wu
      ```

      Write it so:

      ```kindly
      contact @wu "Lee Wu"
      rename @wu to @lee-wu
      ```

      """##
    ),
    (
      222,
      ##"""
      # K0222: the `to @y` clause of `rename` needs a new handle

      This clause takes a handle, written with its `@`, not a computed value.

      ```kindly
      contact @wu "Lee Wu"
      rename @wu to "lee"
      ```

      Write it so:

      ```kindly
      contact @wu "Lee Wu"
      rename @wu to @lee
      ```

      """##
    ),
    (
      230,
      ##"""
      # K0230: there are no holidays called `usa`

      Kindly knows the holidays of some countries, each by a short name; the note lists them. This is none of the names.

      ```kindly
      me { holidays: "usa" }
      ```

      Write it so:

      ```kindly
      me { holidays: "us" }
      ```

      """##
    ),
    (
      231,
      ##"""
      # K0231: there is no time zone `Europe/Berlim`

      Zones have names of a continent and a city, such as `Europe/Berlin`, or an offset such as `+01:00`. This is neither.

      ```kindly
      print(in_zone(now, "Europe/Berlim"))
      ```

      Write it so:

      ```kindly
      print(in_zone(now, "Europe/Berlin"))
      ```

      """##
    ),
    (
      232,
      ##"""
      # K0232: this length of time is too long to be counted

      A duration counts its days and seconds in 64 bits, and this one has more. There is probably a digit too many.

      ```kindly
      print(9223372036854775807h)
      ```

      Write it so:

      ```kindly
      print(9h)
      ```

      """##
    ),
    (
      234,
      ##"""
      # K0234: `jjjj` means nothing in a date pattern; quote text as in `'at'`

      A date pattern is made of letters that stand for the parts of a date, and these stand for none. Text of your own goes between single quotes.

      ```kindly
      print(format(today, "jjjj"))
      ```

      Write it so:

      ```kindly
      print(format(today, "yyyy"))
      ```

      """##
    ),
    (
      235,
      ##"""
      # K0235: which `min` is meant cannot be known here

      The built-in of this name takes values of several types, and a name alone does not say which are meant. Call it in a lambda, where its argument says so.

      ```kindly
      let f = min
      print(f)
      ```

      Write it so:

      ```kindly
      let f = (a: Int, b: Int) -> min(a, b)
      print(f(1, 2))
      ```

      """##
    ),
    (
      236,
      ##"""
      # K0236: this is no pattern: this `(` is never closed

      The text is to be searched by a pattern, and this is none: something in it is not closed, or has no meaning there. A character that is meant as itself has a backslash before it.

      ```kindly
      print(find("a (b)", '(b'))
      ```

      Write it so:

      ```kindly
      print(find("a (b)", '\(b'))
      ```

      """##
    ),
    (
      237,
      ##"""
      # K0237: `count` is a field that `group` gives already

      `group` gives each group the fields `count` and `rows`, or those in your braces, and the key would have the same name. Give the key a name of its own.

      ```kindly
      let sold = [{ count: 1 }, { count: 2 }]
      print(sold | group count)
      ```

      Write it so:

      ```kindly
      let sold = [{ count: 1 }, { count: 2 }]
      print(sold | group number: count)
      ```

      """##
    ),
    (
      240,
      ##"""
      # K0240: there is no file `helpers.kindly`

      The file that is used is not there, or cannot be read. Its path is relative to the file that says it, and ends in `.kindly`.

      ```kindly
      use "helpers.kindly"
      ```

      Write it so:

      ```kindly
      use "helpers.kindly"
      print(double(2))
      ```

      ```kindly helpers.kindly
      fn double(n: Int) = n * 2
      ```

      """##
    ),
    (
      241,
      ##"""
      # K0241: these files use one another in a circle

      Each of these files waits for the other before it can be read. Take one of the two `use` out, or put what both need into a third file.

      ```kindly
      use "a.kindly"
      ```

      ```kindly a.kindly
      use "b.kindly"
      ```

      ```kindly b.kindly
      use "a.kindly"
      ```

      Write it so:

      ```kindly
      use "a.kindly"
      print(four())
      ```

      ```kindly a.kindly
      use "b.kindly"
      fn four() = double(2)
      ```

      ```kindly b.kindly
      fn double(n: Int) = n * 2
      ```

      """##
    ),
    (
      242,
      ##"""
      # K0242: `double` comes from two used files

      Two files give the same name to different things, and here both could be meant. Use one of the files `as` a name, behind which its own stand, or rename yours.

      ```kindly
      use "a.kindly"
      use "b.kindly"
      print(double(2))
      ```

      ```kindly a.kindly
      fn double(n: Int) = n * 2
      ```

      ```kindly b.kindly
      fn double(n: Int) = n + n
      ```

      Write it so:

      ```kindly
      use "a.kindly"
      use "b.kindly" as b
      print(double(2) + b.double(2))
      ```

      ```kindly a.kindly
      fn double(n: Int) = n * 2
      ```

      ```kindly b.kindly
      fn double(n: Int) = n + n
      ```

      """##
    ),
    (
      243,
      ##"""
      # K0243: `a.kindly` declares no `duoble`

      The used file is there, and declares nothing of this name. The note lists what it declares.

      ```kindly
      use "a.kindly" as a
      print(a.duoble(2))
      ```

      ```kindly a.kindly
      fn double(n: Int) = n * 2
      ```

      Write it so:

      ```kindly
      use "a.kindly" as a
      print(a.double(2))
      ```

      ```kindly a.kindly
      fn double(n: Int) = n * 2
      ```

      """##
    ),
    (
      244,
      ##"""
      # K0244: `a` is a used file, not a value

      The name stands for a used file. A file is no value; name something that it declares, behind a dot.

      ```kindly
      use "a.kindly" as a
      print(a)
      ```

      ```kindly a.kindly
      fn double(n: Int) = n * 2
      ```

      Write it so:

      ```kindly
      use "a.kindly" as a
      print(a.double(2))
      ```

      ```kindly a.kindly
      fn double(n: Int) = n * 2
      ```

      """##
    ),
    (
      245,
      ##"""
      # K0245: a used file holds declarations alone: `fn`, `let`, `template`, `field`, rules, tests

      Using a file makes its declarations known and does nothing else, so a used file cannot hold statements that do something. Put them into the script, or into a function that the script calls.

      ```kindly
      use "a.kindly"
      ```

      ```kindly a.kindly
      print("hello")
      ```

      Write it so:

      ```kindly
      use "a.kindly"
      hello()
      ```

      ```kindly a.kindly
      fn hello() { print("hello") }
      ```

      """##
    ),
    (
      246,
      ##"""
      # K0246: `limit` is a `var`, and a used file has none

      A variable of a used file would change behind the back of everybody who uses it. Keep it with `let`, or declare the `var` in the script.

      ```kindly
      use "a.kindly"
      ```

      ```kindly a.kindly
      var limit = 5
      ```

      Write it so:

      ```kindly
      use "a.kindly"
      print(limit)
      ```

      ```kindly a.kindly
      let limit = 5
      ```

      """##
    ),
    (
      247,
      ##"""
      # K0247: a constant of a used file may only look, and this prints

      What a used file keeps with `let` is computed whenever the file is used, so it may look and not act. A function acts when it is called.

      ```kindly
      use "a.kindly"
      ```

      ```kindly a.kindly
      let greeting = print("hello")
      ```

      Write it so:

      ```kindly
      use "a.kindly"
      greet()
      ```

      ```kindly a.kindly
      fn greet() { print("hello") }
      ```

      """##
    ),
    (
      258,
      ##"""
      # K0258: this `thank_you` can't replace the library's: the library's rules don't pass `tone`

      A template in `init.kindly` replaces the library's template of the same name, and the library's rules draft with it. They pass `to`, `interview` and whatever else the library's template takes, so every other parameter needs a default. Add one, or give the template its own name.

      No example: it needs an `init.kindly`.

      """##
    ),
    (
      301,
      ##"""
      # K0301: an Int is wanted here, and this is a Text

      The value here is of one type, and what surrounds it wants another. Whole numbers become Numbers by themselves; nothing else is converted without being asked.

      ```kindly
      let n: Int = "three"
      print(n)
      ```

      Write it so:

      ```kindly
      let n: Int = 3
      print(n)
      ```

      """##
    ),
    (
      302,
      ##"""
      # K0302: this may be nothing, and a Text is wanted here

      The value may be `nothing`, as its type with the `?` says, and here it has to be there. Say what holds otherwise with `??`, or test it before; after `if x != nothing` Kindly knows that it is there.

      ```kindly
      fn shout(s: Text) = upper(s)
      for c in contacts { print(shout(c.email)) }
      ```

      Write it so:

      ```kindly
      fn shout(s: Text) = upper(s)
      for c in contacts { print(shout(c.email ?? "no address")) }
      ```

      """##
    ),
    (
      303,
      ##"""
      # K0303: `+` does not take a Text and an Int

      The operator works on other types than these. `+` joins two Texts but not a Text and a number: put the number into the text with braces.

      ```kindly
      print("rounds: " + 3)
      ```

      Write it so:

      ```kindly
      print("rounds: {3}")
      ```

      """##
    ),
    (
      304,
      ##"""
      # K0304: this may be nothing, and would stand in the text as `nothing`

      What stands in a text's braces is printed there, and this could be `nothing`, which nobody wants to read in a letter. Say with `??` what stands there otherwise. A function does not belong there either: call it.

      ```kindly
      for c in contacts { print("Dear {c.title}") }
      ```

      Write it so:

      ```kindly
      for c in contacts { print("Dear {c.title ?? "colleague"}") }
      ```

      """##
    ),
    (
      305,
      ##"""
      # K0305: this is an Int, not a function

      Parentheses behind a value call it, and only a function can be called.

      ```kindly
      let n = 3
      print(n(1))
      ```

      Write it so:

      ```kindly
      let n = 3
      print(n * 1)
      ```

      """##
    ),
    (
      306,
      ##"""
      # K0306: `double` takes 1 argument, not 2

      The call gives more arguments than there are parameters, or a lambda takes another number than is wanted. The declaration tells how many belong there.

      ```kindly
      fn double(n: Int) = n * 2
      print(double(1, 2))
      ```

      Write it so:

      ```kindly
      fn double(n: Int) = n * 2
      print(double(1))
      ```

      """##
    ),
    (
      307,
      ##"""
      # K0307: `between` needs `high`

      This parameter has no default, so each call has to give it.

      ```kindly
      fn between(low: Int, high: Int) = low..high
      print(between(1))
      ```

      Write it so:

      ```kindly
      fn between(low: Int, high: Int) = low..high
      print(between(1, high: 3))
      ```

      """##
    ),
    (
      308,
      ##"""
      # K0308: `where` works on a list, and the left side is an Int

      The verbs of pipelines work on lists: the nouns' sources, the agenda, or a list of your own. What stands before the `|` is a single value.

      ```kindly
      3 | where it > 1
      ```

      Write it so:

      ```kindly
      print([3] | where it > 1)
      ```

      """##
    ),
    (
      309,
      ##"""
      # K0309: `where` may only look, and this prints

      A condition, a sort key, a column and the like only look: they may be asked more than once, in any order, or not at all. Something with an effect belongs into `each`, which does it once for every row.

      ```kindly
      contacts | where print(it.name) == nothing | show
      ```

      Write it so:

      ```kindly
      contacts | each { print(it.name) }
      ```

      """##
    ),
    (
      310,
      ##"""
      # K0310: `email` cannot be this: `dana at acme` is no email address, which has exactly one `@`: write one as `dana@acme.example`

      The field has rules about what it holds, such as the form of an email address, and this value breaks them. A value that is written in the source is refused before anything runs.

      ```kindly
      contact "Dana Reyes" { email: "dana at acme" }
      ```

      Write it so:

      ```kindly
      contact "Dana Reyes" { email: "dana@acme.example" }
      ```

      """##
    ),
    (
      311,
      ##"""
      # K0311: `n` cannot change

      `let` and parameters keep their value; a variable that changes is declared with `var`. In the turn of a loop the variable is new each time and does not change either. Where the `let` stands in the same file, `kindly check --fix` makes a `var` of it.

      ```kindly
      let n = 1
      n = 2
      print(n)
      ```

      Write it so:

      ```kindly
      var n = 1
      n = 2
      print(n)
      ```

      """##
    ),
    (
      312,
      ##"""
      # K0312: a moment is wanted here, and a date has no time of day

      A moment is wanted, a date with a time of day, and this is a date alone. A time right behind a date makes one of it.

      ```kindly
      interview "Accountant" at "Acme" on 2026-12-01
      ```

      Write it so:

      ```kindly
      interview "Accountant" at "Acme" on 2026-12-01 10:00
      ```

      """##
    ),
    (
      313,
      ##"""
      # K0313: {a: Int} has no order

      Values of this type are equal or not, but none is before another. Sort or compare by something that has an order: a number, a text, a date.

      ```kindly
      print([{ a: 1 }, { a: 2 }] | sort it)
      ```

      Write it so:

      ```kindly
      print([{ a: 1 }, { a: 2 }] | sort a)
      ```

      """##
    ),
    (
      314,
      ##"""
      # K0314: a condition is a Bool, and this is an Int

      A condition is true or false. Numbers, texts and lists are not true by themselves: say what you want to know of them.

      ```kindly
      let n = 3
      if n { print("some") }
      ```

      Write it so:

      ```kindly
      let n = 3
      if n > 0 { print("some") }
      ```

      """##
    ),
    (
      315,
      ##"""
      # K0315: this match leaves out `advanced`, `rejected`, `withdrawn`, `cancelled`

      A `match` on an enumeration has an arm for each case, so that a case that is added later is not forgotten. Add the missing ones, or `else` for all the rest.

      ```kindly
      for i in interviews {
        print(match i.outcome { waiting => "patience", offer => "well done" })
      }
      ```

      Write it so:

      ```kindly
      for i in interviews {
        print(match i.outcome { waiting => "patience", offer => "well done", else => "onward" })
      }
      ```

      """##
    ),
    (
      316,
      ##"""
      # K0316: `count_down` calls itself, so it has to say what it gives

      What a function gives is found out from its body, and here the body asks the function itself. Write the type of the result once, and the circle is broken.

      ```kindly
      fn count_down(n: Int) = if n == 0 { 0 } else { count_down(n - 1) }
      print(count_down(3))
      ```

      Write it so:

      ```kindly
      fn count_down(n: Int) -> Int = if n == 0 { 0 } else { count_down(n - 1) }
      print(count_down(3))
      ```

      """##
    ),
    (
      317,
      ##"""
      # K0317: a new interview needs its `company`

      A new record needs its headline and some fields that make no sense to leave open. Only for a record that is there already they may be left out.

      ```kindly
      interview "Accountant" on 2026-12-01 10:00
      ```

      Write it so:

      ```kindly
      interview "Accountant" at "Acme" on 2026-12-01 10:00
      ```

      """##
    ),
    (
      318,
      ##"""
      # K0318: `created_at` is kept by the program and cannot be written

      Some fields are kept by the program: handles, the time something was changed, a message's state. They can be read, and they change by verbs such as `approve`.

      ```kindly
      contact @dana "Dana Reyes"
      @dana.created_at = now
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes"
      print(@dana.created_at)
      ```

      """##
    ),
    (
      319,
      ##"""
      # K0319: `break` stands only in a loop

      `return` leaves a function, `break` and `continue` a loop. Here is none around them that they could leave.

      ```kindly
      for n in 1..3 { print(n) }
      break
      ```

      Write it so:

      ```kindly
      for n in 1..3 { if n == 2 { break } else { print(n) } }
      ```

      """##
    ),
    (
      320,
      ##"""
      # K0320: `title` is given twice

      A field or argument is given once. Here it is given twice, and one of the two would be lost.

      ```kindly
      contact "Dana Reyes" { title: "Controller", title: "CFO" }
      ```

      Write it so:

      ```kindly
      contact "Dana Reyes" { title: "CFO" }
      ```

      """##
    ),
    (
      321,
      ##"""
      # K0321: an Int has no fields, so no `size`

      Records and nouns have fields. Values of this type have none; what can be asked of them are functions.

      ```kindly
      let n = 3
      print(n.size)
      ```

      Write it so:

      ```kindly
      let n = { size: 3 }
      print(n.size)
      ```

      """##
    ),
    (
      322,
      ##"""
      # K0322: an Int cannot be indexed

      A number in brackets picks an element of a list or a character of a text. Values of other types have no numbered parts.

      ```kindly
      let n = 3
      print(n[0])
      ```

      Write it so:

      ```kindly
      let n = [3]
      print(n[0])
      ```

      """##
    ),
    (
      323,
      ##"""
      # K0323: these have no type in common: an Int and a Text

      The elements of a list have one type, and so have the branches of an `if` whose value is used. These two have none in common; make one of them the other.

      ```kindly
      print([1, "two"])
      ```

      Write it so:

      ```kindly
      print(["1", "two"])
      ```

      """##
    ),
    (
      324,
      ##"""
      # K0324: this arm is never reached

      The arms of a `match` are tried from the top, and those above this one take all it could.

      ```kindly
      print(match 3 {
        n => n
        3 => 0
      })
      ```

      Write it so:

      ```kindly
      print(match 3 {
        3 => 0
        n => n
      })
      ```

      """##
    ),
    (
      325,
      ##"""
      # K0325: the type of `n` cannot be known here

      The type of a lambda's parameter follows from where the lambda is used. Here nothing says it, so write it.

      ```kindly
      let double = n -> n * 2
      print(double(2))
      ```

      Write it so:

      ```kindly
      let double = (n: Int) -> n * 2
      print(double(2))
      ```

      """##
    ),
    (
      326,
      ##"""
      # K0326: `join` wants a source and a condition: `join notes on …`

      The verb needs something more than it was given; the sentence says what.

      ```kindly
      interviews | join contacts | show
      ```

      Write it so:

      ```kindly
      print(interviews | join contacts on left.company == right.company | count)
      ```

      """##
    ),
    (
      327,
      ##"""
      # K0327: `sum` takes numbers or durations, and this is a Text

      `sum` and `average` add numbers or durations. Pick a column that holds them, or count the rows instead.

      ```kindly
      print(contacts | sum name)
      ```

      Write it so:

      ```kindly
      print(contacts | count)
      ```

      """##
    ),
    (
      328,
      ##"""
      # K0328: this column needs a name

      A column that is a plain field is called like the field. One that is computed needs a name of its own.

      ```kindly
      contacts | select name, upper(name) | show
      ```

      Write it so:

      ```kindly
      contacts | select name, loud: upper(name) | show
      ```

      """##
    ),
    (
      329,
      ##"""
      # K0329: only a variable, a field or an element can be assigned to

      A value can be put into a variable, a field or an element of a list, and into nothing else. A text is one value, so its characters cannot be put in one by one.

      ```kindly
      var s = "Dana"
      s[0] = "d"
      ```

      Write it so:

      ```kindly
      var s = "Dana"
      s = "d" + "ana"
      print(s)
      ```

      """##
    ),
    (
      330,
      ##"""
      # K0330: `round` does not take a Text

      The function is there, but it takes other types than these. The notes show what it takes.

      ```kindly
      print(round("three"))
      ```

      Write it so:

      ```kindly
      print(round(3.4))
      ```

      """##
    ),
    (
      331,
      ##"""
      # K0331: a `never` rule is asked of a message: it needs `on m`

      A `never` rule is asked of each message that might go out, and by `on` it gives that message a name.

      ```kindly
      never late_mail {
        when now.hour > 20
        because "it is late"
      }
      ```

      Write it so:

      ```kindly
      never late_mail {
        on m
        when m.kind == check_in
        because "not today"
      }
      ```

      """##
    ),
    (
      332,
      ##"""
      # K0332: the rule `greet` needs a `due`

      A rule is made of clauses, and one that it cannot do without is missing. A `must` or `may` has `for`, `until`, `due` and `do`; a `never` has `on`, `when` and `because`.

      ```kindly
      must greet {
        for c in contacts
        until c.email != nothing
        do remind "greet {c.name}"
      }
      ```

      Write it so:

      ```kindly
      must greet {
        for c in contacts
        until c.email != nothing
        due now
        do remind "greet {c.name}"
      }
      ```

      """##
    ),
    (
      333,
      ##"""
      # K0333: `approve` is about a message, and this is a Contact

      The command works on some nouns and not on others: messages are approved and sent, deadlines are done.

      ```kindly
      contact @dana "Dana Reyes"
      approve @dana
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes"
      print(@dana)
      ```

      """##
    ),
    (
      334,
      ##"""
      # K0334: a function with a name stands at the top of a file, not inside a block

      Rules, templates, computed fields and functions with a name are in force in the whole file, so they stand at its top and not inside a function, nor in the block of an `if`. There, keep a function without a name in a variable: `let double = (n: Int) -> n * 2`.

      ```kindly
      fn four() {
        fn double(n: Int) = n * 2
        double(2)
      }
      print(four())
      ```

      Write it so:

      ```kindly
      fn double(n: Int) = n * 2
      fn four() = double(2)
      print(four())
      ```

      """##
    ),
    (
      335,
      ##"""
      # K0335: a value belongs here, and this is none

      A part of a declaration, such as a type or a parameter, stands where a value belongs. Write the value itself.

      No example: the parser refuses all that we know of before, as K0121.

      """##
    ),
    (
      340,
      ##"""
      # K0340: the field `loudness` is computed from itself

      To know the field, the field itself would have to be known first.

      ```kindly
      field Contact.loudness = loudness
      ```

      Write it so:

      ```kindly
      field Contact.loudness = length(name)
      ```

      """##
    ),
    (
      341,
      ##"""
      # K0341: the type of this has too many types within one another

      Lists of lists of records and so on may be 256 deep, which no program needs. Look for a value that holds itself once more in each turn.

      No example: it takes more than 256 types within one another.

      """##
    ),
    (
      342,
      ##"""
      # K0342: what the list `names` will hold cannot be known

      The value says nothing of what the variable will hold later, so its type cannot be known. Write it behind the name.

      ```kindly
      var names = []
      names = names + ["Dana"]
      print(names)
      ```

      Write it so:

      ```kindly
      var names: List<Text> = []
      names = names + ["Dana"]
      print(names)
      ```

      """##
    ),
    (
      343,
      ##"""
      # K0343: `flatten` works on a list of lists, and this is a List<Int>

      `flatten` makes one list of many lists, and the elements of this one are no lists.

      ```kindly
      print([1, 2] | flatten)
      ```

      Write it so:

      ```kindly
      print([[1], [2]] | flatten)
      ```

      """##
    ),
    (
      344,
      ##"""
      # K0344: `take` counts rows, so that less than 0 means nothing

      The number says how many rows, so it is 0 or more. To begin at the end, take `last` or `reverse`.

      ```kindly
      print([1, 2, 3] | take -1)
      ```

      Write it so:

      ```kindly
      print([1, 2, 3] | reverse | take 1)
      ```

      """##
    ),
    (
      345,
      ##"""
      # K0345: `to` takes `json`, `ndjson`, `csv`, `markdown`, `ics` or `vcard`, not `xls`

      At this place stands one of a few words, and this is another one. The sentence lists them.

      ```kindly
      contact "Dana Reyes"
      print(contacts | to xls)
      ```

      Write it so:

      ```kindly
      contact "Dana Reyes"
      print(contacts | to csv)
      ```

      """##
    ),
    (
      346,
      ##"""
      # K0346: `people.xls` names no format that can be written

      `save` takes the format from the end of the file's name, and this end stands for none that Kindly writes.

      ```kindly
      contacts | save "people.xls"
      ```

      Write it so:

      ```kindly
      print(contacts | to csv)
      ```

      """##
    ),
    (
      347,
      ##"""
      # K0347: the parameter `n` of a function without a name has no default

      Only a function that `fn` declares has defaults. A function without a name is called as a value, and a value of the type `(Int) -> Int` takes one argument, always.

      ```kindly
      let double = (n: Int = 1) -> n * 2
      print(double(2))
      ```

      Write it so:

      ```kindly
      fn double(n: Int = 1) = n * 2
      print(double(2))
      ```

      """##
    ),
    (
      348,
      ##"""
      # K0348: an argument without a name stands behind one that has a name

      Arguments without names come first, in the order of the parameters; those with names follow in any order.

      ```kindly
      fn span(from: Int, to: Int) = to - from
      print(span(from: 1, 4))
      ```

      Write it so:

      ```kindly
      fn span(from: Int, to: Int) = to - from
      print(span(1, to: 4))
      ```

      """##
    ),
    (
      349,
      ##"""
      # K0349: what this gives cannot be known

      Every value of a program has a type before it runs. Where none follows from what is written, say it: with a type behind the name of a variable, or behind `->` for what a function gives.

      No example: each known way to come here is reported by its own code; this one makes sure that a program of which a part is not understood does not run.

      """##
    ),
    (
      350,
      ##"""
      # K0350: there is no picture of a List<Note>

      Bars are made of records with a name and a number, such as `group` gives; interviews, deadlines and records with a name and a day make a timeline. Say what is to be counted or compared.

      ```kindly
      notes | chart
      ```

      Write it so:

      ```kindly
      notes | group kind | chart
      ```

      """##
    ),
    (
      351,
      ##"""
      # K0351: a rule's `do` must be a `draft` or a `remind`

      A rule is evaluated every time you look at the agenda, so its action must not change anything. It drafts a letter, or reminds you of something that only you can do; an `if` or a `match` may choose between these.

      ```kindly
      must call_back {
        for c in contacts
        until c.phone != nothing
        due now + 24h
        do note "called" on c
      }
      ```

      Write it so:

      ```kindly
      must call_back {
        for c in contacts
        until c.phone != nothing
        due now + 24h
        do remind "Ask {c.name} for a number"
      }
      ```

      """##
    ),
    (
      360,
      ##"""
      # K0360: internal error: name was not checked, so nothing was run

      Before a source runs, Kindly makes sure that every part of it has been checked. This part was missed, which is a bug in Kindly: nothing was run and nothing was changed. Writing the line another way usually helps; please report the original line.

      No example: a source that causes this reveals a bug, which is fixed once it is found.

      """##
    ),
    (
      369,
      ##"""
      # K0369: internal error: this was compiled to code that cannot run

      With `KINDLY_VERIFY=1`, and in debug builds, Kindly verifies the code that it compiles each function to. The code of this function is invalid, which is a bug in Kindly: the run was stopped and nothing of it was kept. Please report the line.

      No example: a source that causes this reveals a bug, which is fixed once it is found.

      """##
    ),
    (
      380,
      ##"""
      # K0380: a Number cannot be the key of a map

      Keys of a map are compared by what they are, so they are texts, whole numbers, dates and the like, and lists and records of these. Numbers with a point, durations and functions are not.

      ```kindly
      let prices = [0.5: "half"]
      print(prices)
      ```

      Write it so:

      ```kindly
      let prices = ["0.5": "half"]
      print(prices)
      ```

      """##
    ),
    (
      381,
      ##"""
      # K0381: a map holds no nothing, so its values cannot be a Text?

      In a map a key has a value or is not there, so `nothing` is no value for one. Leave the key out; asking for it gives `nothing` all the same.

      ```kindly
      var titles: Map<Text, Text?> = ["dana": nothing]
      print(titles["lee"])
      ```

      Write it so:

      ```kindly
      var titles: Map<Text, Text> = ["dana": "CFO"]
      print(titles["lee"] ?? "unknown")
      ```

      """##
    ),
    (
      382,
      ##"""
      # K0382: going through a map gives a key and a value

      Going through a map gives a key and its value in each turn, so there are two names. For the keys alone go through `keys`.

      ```kindly
      for company in ["Acme": 3] { print(company) }
      ```

      Write it so:

      ```kindly
      for company, count in ["Acme": 3] { print("{company}: {count}") }
      ```

      """##
    ),
    (
      383,
      ##"""
      # K0383: a script can't change `me.sendmail`

      Some settings of `me` decide which program runs, where your mail is, or what goes out in your name: `approve`, `transport`, `maildir`, `sendmail`, `smtp`, `inbox`, and every setting that names a command or a file with a password. Only you can change them: at the prompt, with `kindly eval`, or in `init.kindly`. A script, a file that it uses and an imported file can't, because you may not have read every line of them. Where the new value is written out, the report gives the line to paste.

      ```kindly
      me { name: "Sam Okafor", sendmail: "/home/eve/x.sh" }
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", sendmail: "/usr/sbin/sendmail" }
      ```

      """##
    ),
    (
      384,
      ##"""
      # K0384: this script can't read `/etc/passwd`: it is outside the working folder

      A script, from a file or from standard input, reads only in the folder where `kindly` was started and the folders inside it; what you type yourself may read anything. Start it in another folder, or allow one more with the option in the report; to allow a folder for every script, list it in `init.kindly`.

      ```kindly
      import("/etc/passwd")
      ```

      Write it so:

      ```csv people.csv
      Name,E-mail
      Dana Reyes,dana@acme.example
      ```

      ```kindly
      import("people.csv", "name=Name,email=E-mail")
      ```

      """##
    ),
    (
      385,
      ##"""
      # K0385: this script can't write `/etc/people.csv`: it is outside the working folder

      With `save`, a script writes only in the folder where `kindly` was started and the folders inside it; what you type yourself may write anywhere. Start it in another folder, or allow one more with the option in the report.

      ```kindly
      contacts | save "/etc/people.csv"
      ```

      Write it so:

      ```kindly
      contacts | save "people.csv"
      ```

      """##
    ),
    (
      386,
      ##"""
      # K0386: this script can't read the variable `HOME`

      Environment variables may hold passwords and keys, so a script reads only those that you name with `--allow-env NAME` or in `init.kindly`. What you type yourself may read all of them.

      ```kindly
      print(env("HOME") ?? "none")
      ```

      Write it so:

      ```console
      $ echo 'print(env("HOME") ?? "none")' | kindly --allow-env HOME
      ```

      """##
    ),
    (
      387,
      ##"""
      # K0387: `../helpers.kindly` is outside this script's folder

      A script uses files only from its own folder and the folders inside it, even through links; no other file is read or shown. Move the file there, or run the script with the option in the report.

      ```kindly
      use "../helpers.kindly"
      ```

      Write it so:

      ```kindly helpers.kindly
      fn double(n: Int) -> Int = 2 * n
      ```

      ```kindly
      use "helpers.kindly"
      print(double(2))
      ```

      """##
    ),
    (
      388,
      ##"""
      # K0388: `me.allow_read` can be set only in `init.kindly`

      What scripts may reach outside their own folder is set in your own file, `~/.config/kindly/init.kindly`, and applies for as long as it is there; it is never kept in the store. For a single run, use `--allow-read`, `--allow-write` or `--allow-env`.

      ```kindly
      me { allow_read: ["~/Downloads"] }
      ```

      Write it so:

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'me { allow_read: ["~/Downloads"] }' > "$HOME/.config/kindly/init.kindly"
      $ kindly eval 'me.allow_read'
      ```

      """##
    ),
    (
      390,
      ##"""
      # K0390: `at` moves the clock of a test, and stands in its block

      A run has one clock, and it stands still. Only a test may say what time it is, so that rules can be watched over days.

      ```kindly
      at 2026-11-30 09:00 { print(today) }
      ```

      Write it so:

      ```kindly
      test "the day after" {
        at 2026-11-30 09:00 { expect today == 2026-11-30 }
      }
      ```

      """##
    ),
    (
      391,
      ##"""
      # K0391: the test "has a name" uses `dana`, which has no value in a test

      The statements of a file do not run before its tests: each begins with an empty store. A variable that was made by changing
      something is therefore not there; one that was made by looking alone is.

      ```kindly
      let dana = contact @dana "Dana Reyes"
      test "has a name" { expect dana.name == "Dana Reyes" }
      ```

      Write it so:

      ```kindly
      test "has a name" {
        let dana = contact @dana "Dana Reyes"
        expect dana.name == "Dana Reyes"
      }
      ```

      """##
    ),
    (
      400,
      ##"""
      # K0400: something failed in a way that has no code of its own

      A call to the system or to a library failed, and the sentence is what it said. Try again; if it stays, look at the disk and at the rights of the files named.

      No example: it passes on what a part of the system says that has no error of ours.

      """##
    ),
    (
      401,
      ##"""
      # K0401: the result does not fit a 64-bit whole number

      Whole numbers have 64 bits. A result that does not fit is an error, never a wrong number. Where size matters more than the last digit, use Numbers: write one of them with a decimal point.

      ```kindly
      print(9223372036854775807 + 1)
      ```

      Write it so:

      ```kindly
      print(9223372036854775807.0 + 1)
      ```

      """##
    ),
    (
      402,
      ##"""
      # K0402: division by zero

      Nothing can be divided by zero, with `/`, `div` or `mod`. Test the divisor first.

      ```kindly
      let n = 0
      print(10 / n)
      ```

      Write it so:

      ```kindly
      let n = 0
      if n != 0 { print(10 / n) } else { print("none") }
      ```

      """##
    ),
    (
      403,
      ##"""
      # K0403: the result is not a finite number

      A Number is always finite. This result is too large for one, or is none at all, as the root of a negative number.

      ```kindly
      print(1e308 * 10.0)
      ```

      Write it so:

      ```kindly
      print(1e307 * 10.0)
      ```

      """##
    ),
    (
      404,
      ##"""
      # K0404: index 3 is out of range: the list has 3 elements

      The list or text has no element of this number. They are counted from 0, so the last of three has the number 2; counted from the end it is `-1`. `first` and `last` give `nothing` where there is none.

      ```kindly
      let xs = [1, 2, 3]
      print(xs[3])
      ```

      Write it so:

      ```kindly
      let xs = [1, 2, 3]
      print(xs[-1])
      ```

      """##
    ),
    (
      405,
      ##"""
      # K0405: 1e+30 does not fit a 64-bit whole number

      Rounding gives a whole number of 64 bits, and this Number is beyond them.

      ```kindly
      print(round(1e30))
      ```

      Write it so:

      ```kindly
      print(round(1e3))
      ```

      """##
    ),
    (
      406,
      ##"""
      # K0406: more than 10000 calls within one another

      A function may call itself, and others, up to 10000 deep. One that goes deeper usually has no end: check the case in which it stops. A loop has no such limit.

      ```kindly
      fn down(n: Int) -> Int = down(n - 1) + 1
      print(down(3))
      ```

      Write it so:

      ```kindly
      fn down(n: Int) -> Int = if n == 0 { 0 } else { down(n - 1) + 1 }
      print(down(3))
      ```

      """##
    ),
    (
      407,
      ##"""
      # K0407: the run needs more memory than its limit allows

      The run needed more memory than its limit allows, so it was stopped. Nothing of it is in the store; the trace shows where it was. `--max-memory SIZE` sets the limit, such as `--max-memory 2GB`; by default a run may use three quarters of the machine's memory, or less if `ulimit` or a control group allows less. `catch` does not catch this error. Look for a list that keeps growing, and work on the rows one at a time with `each`.

      No example: it needs a program that uses up all its memory.

      """##
    ),
    (
      408,
      ##"""
      # K0408: the text would be longer than 128 megabytes

      A single text may be 128 megabytes long, and this one would be longer. It is probably a loop that doubles it.

      No example: it takes a very long text.

      """##
    ),
    (
      409,
      ##"""
      # K0409: the list would have more than 268435456 elements

      A single list may have so many elements and no more, and this one would have more. A range is a list too: `for i in 1..n` is fine at any length, but making the list of it is not.

      ```kindly
      let xs = 1..9000000000000
      print(length(xs))
      ```

      Write it so:

      ```kindly
      let xs = 1..9000
      print(length(xs))
      ```

      """##
    ),
    (
      410,
      ##"""
      # K0410: no interviews this week

      The program itself gave up, with `fail` and these words. Nothing of the run is in the store. `catch` catches it where you can do something about it.

      ```kindly
      if (interviews | count) == 0 { fail "no interviews this week" }
      ```

      Write it so:

      ```kindly
      if (interviews | count) == 0 { print("no interviews this week") }
      ```

      """##
    ),
    (
      411,
      ##"""
      # K0411: expected both sides to be equal

      An `expect` says what has to hold, and here it does not. Both sides are shown, so that you see which of them is off.

      ```kindly
      expect length("Dana") == 5
      ```

      Write it so:

      ```kindly
      expect length("Dana") == 4
      ```

      """##
    ),
    (
      412,
      ##"""
      # K0412: `1mo` and `30d` cannot be compared: months order only against months, and business days against business days

      A calculation with dates or durations has no answer: it leaves the years 1 to 9999, compares a month with days, or names what a date does not have. The sentence says which.

      ```kindly
      print(1mo < 30d)
      ```

      Write it so:

      ```kindly
      print(29d < 30d)
      ```

      """##
    ),
    (
      413,
      ##"""
      # K0413: there is no time zone `Berlin`

      Zones have names of a continent and a city, such as `Europe/Berlin`, or an offset such as `+01:00`. This one is in no list.

      ```kindly
      let zone = "Berlin"
      print(in_zone(now, zone))
      ```

      Write it so:

      ```kindly
      let zone = "Europe/Berlin"
      print(in_zone(now, zone))
      ```

      """##
    ),
    (
      414,
      ##"""
      # K0414: `split` needs a text that is not empty to look for

      An empty text is everywhere and nowhere in another one, so it can be neither split at nor replaced.

      ```kindly
      let sign = ""
      print("a,b" | split(sign))
      ```

      Write it so:

      ```kindly
      let sign = ","
      print("a,b" | split(sign))
      ```

      """##
    ),
    (
      415,
      ##"""
      # K0415: no case of the match fits

      A `match` without `else` met a value that no arm takes. Add an `else`.

      No example: the checker asks for an `else` wherever a case could be left out, so it is not met in a run.

      """##
    ),
    (
      416,
      ##"""
      # K0416: interrupted

      You stopped the run, with C-c or by ending the program. Nothing of it is in the store, and nothing has left; the trace shows where it was.

      No example: it takes somebody who stops the run.

      """##
    ),
    (
      417,
      ##"""
      # K0417: the run took longer than `--timeout` allows

      The run took longer than `--timeout SECONDS` allows and was stopped. Nothing of it is in the store; the trace shows where it was. `catch` does not catch it.

      No example: it takes the option `--timeout` and a run that is longer.

      """##
    ),
    (
      418,
      ##"""
      # K0418: a program is running already

      A session does one thing at a time, and was asked to begin another within the first.

      No example: nothing that we know of leads here; if something does, we would like to know.

      """##
    ),
    (
      419,
      ##"""
      # K0419: this function has too many variables at once

      One function has so many variables and intermediate values at once that there is no room for them. Split it into several functions.

      No example: it takes a function of many thousands of variables.

      """##
    ),
    (
      420,
      ##"""
      # K0420: this is not supported yet

      The machine met something it cannot run. What this version does not have is said by the checker, so this should not be seen.

      No example: the checker refuses all of these before a run.

      """##
    ),
    (
      421,
      ##"""
      # K0421: a value that should be of one type is of another

      A value from outside the program is not of the type that it was said to have.

      No example: it takes a damaged store, or a mistake of ours.

      """##
    ),
    (
      422,
      ##"""
      # K0422: the holidays called `us` cannot be read

      Business days are counted with the holidays that `me.holidays` names, and those cannot be computed for this year. The sentence says why.

      No example: it takes a calendar of holidays with a mistake in it.

      """##
    ),
    (
      423,
      ##"""
      # K0423: the calendar has no day 1 of month 13 in 2026

      The numbers are given for a date, and the calendar has no such day.

      ```kindly
      let month = 13
      print(date(2026, month, 1))
      ```

      Write it so:

      ```kindly
      let month = 12
      print(date(2026, month, 1))
      ```

      """##
    ),
    (
      424,
      ##"""
      # K0424: there is no time of day with hour 24, minute 0

      The numbers are given for a time of day. Hours go from 0 to 23, minutes and seconds from 0 to 59.

      ```kindly
      let hour = 24
      print(time(hour, 0))
      ```

      Write it so:

      ```kindly
      let hour = 23
      print(time(hour, 0))
      ```

      """##
    ),
    (
      430,
      ##"""
      # K0430: this is no pattern: this `(` is never closed

      The text is to be searched by a pattern that the run has made, and it is none: something in it is not closed, or has no meaning there.

      ```kindly
      let written = "(b"
      print(find("a (b)", written))
      ```

      Write it so:

      ```kindly
      let written = '\(b'
      print(find("a (b)", written))
      ```

      """##
    ),
    (
      431,
      ##"""
      # K0431: `repeat` wants a number that is not negative

      A function was given a value that it cannot work with, though its type is right. The sentence says what is wrong with it.

      ```kindly
      print("ab" | repeat(-1))
      ```

      Write it so:

      ```kindly
      print("ab" | repeat(2))
      ```

      """##
    ),
    (
      432,
      ##"""
      # K0432: there is nothing called `uper` to explain

      `help` explains what the language and its library have, and nothing there has this name. `kindly doc` lists what there is.

      ```kindly
      let name = "uper"
      print(help(name))
      ```

      Write it so:

      ```kindly
      let name = "upper"
      print(length(help(name)) > 0)
      ```

      """##
    ),
    (
      433,
      ##"""
      # K0433: there is no picture of these rows

      The name of the file asks for a picture, and the rows are not such that one can be made of them: records with a name and a number make bars, interviews, deadlines and records with a name and a day a timeline. Where the name is written out, this is found before anything runs.

      ```kindly
      let path = "notes.svg"
      note "keeps bees"
      notes | save path
      ```

      Write it so:

      ```kindly
      let path = "notes.svg"
      note "keeps bees"
      notes | group kind | save path
      ```

      """##
    ),
    (
      440,
      ##"""
      # K0440: a test can't reach anything outside it, so `import` is refused

      A test has an empty store and its own clock, and gives the same result on every machine. So `import`, which reads a file, is refused in a test and in whatever it calls; declare the records that the test needs in the test. Nothing is saved or sent, `inbox` finds no mail, `env` is refused, and `args` is empty.

      ```console
      $ printf 'test "people" { import("people.csv") }\n' > people.kindly
      $ kindly test people.kindly
      ```

      Write it so:

      ```console
      $ printf 'test "people" {\n  contact @dana "Dana Reyes"\n  expect (contacts | count) == 1\n}\n' > people.kindly
      $ kindly test people.kindly
      ```

      """##
    ),
    (
      441,
      ##"""
      # K0441: `monday.db` already exists

      `kindly backup FILE` doesn't replace an existing copy, which may be your only one of an older state. Name another file, such as one with the date in it, or replace the copy with `--overwrite`. On a terminal, Kindly asks first.

      ```console
      $ kindly eval 'contact "Dana"'
      $ kindly backup monday.db
      $ kindly backup monday.db
      ```

      Write it so:

      ```console
      $ kindly eval 'contact "Dana"'
      $ kindly backup monday.db
      $ kindly backup --overwrite monday.db
      ```

      """##
    ),
    (
      450,
      ##"""
      # K0450: the map would have too many keys

      A single map may have so many keys and no more.

      No example: it takes gigabytes of memory.

      """##
    ),
    (
      451,
      ##"""
      # K0451: this script can't read `/etc/passwd`: it is outside the working folder

      The script computed the path as it ran, or a link in its folder leads out of it. A script reads only in the folder where `kindly` was started and the folders inside it, unless you allow another one with the option in the report.

      ```kindly
      let file = "/etc/passwd"
      import(file)
      ```

      Write it so:

      ```csv people.csv
      Name,E-mail
      Dana Reyes,dana@acme.example
      ```

      ```kindly
      let file = "people.csv"
      import(file, "name=Name,email=E-mail")
      ```

      """##
    ),
    (
      452,
      ##"""
      # K0452: this script can't write `/etc/people.csv`: it is outside the working folder

      The script computed the path as it ran, or a link in its folder leads out of it. A script writes with `save` only in the folder where `kindly` was started and the folders inside it, unless you allow another one with the option in the report. Nothing of the run is in the store.

      ```kindly
      let file = "/etc/people.csv"
      contacts | save file
      ```

      Write it so:

      ```kindly
      let file = "people.csv"
      contacts | save file
      ```

      """##
    ),
    (
      453,
      ##"""
      # K0453: this script can't read the variable `HOME`

      The script computed the name of the variable as it ran. A script reads only the variables that you name with `--allow-env NAME` or in `init.kindly`.

      ```kindly
      let name = "HOME"
      print(env(name) ?? "none")
      ```

      Write it so:

      ```console
      $ echo 'let name = "HOME"' > show.kindly
      $ echo 'print(env(name) ?? "none")' >> show.kindly
      $ kindly --allow-env HOME show.kindly
      ```

      """##
    ),
    (
      501,
      ##"""
      # K0501: `notes.txt` is not a Kindly store: it is not a database

      The file that `--store` or `KINDLY_STORE` names is something else: a folder, a text file, another program's database. Nothing in it was changed. Name another file, or leave out the option to use the default one.

      No example: it takes a store named by `--store` that is none.

      """##
    ),
    (
      502,
      ##"""
      # K0502: `kindly.db` was written by a newer Kindly: its format is 9, and this one knows up to 1

      A newer Kindly has used this store, and this one cannot read everything in it. It was left as it is. Use the newer program, or another store.

      No example: it takes a newer Kindly.

      """##
    ),
    (
      503,
      ##"""
      # K0503: the store `kindly.db` is read-only

      The run wants to change something, and the store's file or its folder may not be written. Give yourself the right to, or name another store with `--store`.

      No example: it takes a file that may only be read.

      """##
    ),
    (
      504,
      ##"""
      # K0504: the store `kindly.db` is still in use by another run after 5 seconds

      One run at a time changes the store, and another one has been at it the whole time. Nothing is lost: try again later, or wait longer with `--wait SECONDS`.

      No example: it takes two runs at once.

      """##
    ),
    (
      505,
      ##"""
      # K0505: the store `kindly.db` cannot be created: Permission denied

      There is no store yet, and none can be made at this place; the reason is the system's. Choose a place that you may write to with `--store PATH`.

      No example: it takes a folder that may not be written.

      """##
    ),
    (
      506,
      ##"""
      # K0506: the disk is full: nothing of this run is in the store `kindly.db`

      The disk is full, or the system could not read or write the store's file. The run was rolled back whole, so make room, or look at the disk, and run it again.

      No example: it takes a full or a broken disk.

      """##
    ),
    (
      507,
      ##"""
      # K0507: the store `kindly.db` is damaged: a row is missing

      The file holds what Kindly never writes, so something else has changed it, or the disk has. `kindly doctor` tells more; `kindly restore FILE` puts a copy in its place and keeps what was there, and `kindly backup FILE` makes one from time to time.

      No example: it takes a damaged file.

      """##
    ),
    (
      508,
      ##"""
      # K0508: there is no contact `@dana` any more

      The record was there when the source was checked, and was removed before this place was reached.

      ```kindly
      contact @dana "Dana Reyes"
      remove @dana
      print(@dana.name)
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes"
      print(@dana.name)
      remove @dana
      ```

      """##
    ),
    (
      510,
      ##"""
      # K0510: `@dana` is a contact, not an interview

      A handle belongs to one record over all nouns, and another noun has this one. Choose another handle. Where both stand in one source this is found before the run, as K0210.

      No example: it takes another run that takes the handle between the check and the run.

      """##
    ),
    (
      511,
      ##"""
      # K0511: this would be `@dana-reyes`, which is already a contact: its email is `dana@acme.example`

      A record declared without a handle gets one from its content, so running the file again finds the same record. Here that handle belongs to a different record: a contact with another email, or an interview at another time that day. If it is the same one and only that has changed, write its handle in the declaration; if not, give this one its own handle, and both are kept.

      ```kindly
      contact "Dana Reyes" { email: "dana@acme.example" }
      contact "Dana Reyes" { email: "dana@other.example" }
      ```

      Write it so:

      ```kindly
      contact "Dana Reyes" { email: "dana@acme.example" }
      contact @dana-2 "Dana Reyes" { email: "dana@other.example" }
      ```

      """##
    ),
    (
      512,
      ##"""
      # K0512: `dana@acme.example` is already the address of `@dana`

      One address is one person's. Another contact has this one already: you may have met the same person twice, or copied the wrong line.

      ```kindly
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      contact @lee "Lee Wu" { email: "dana@acme.example" }
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      contact @lee "Lee Wu" { email: "lee@acme.example" }
      ```

      """##
    ),
    (
      513,
      ##"""
      # K0513: `email` of a contact: `dana at acme` is no email address, which has exactly one `@`: write one as `dana@acme.example`

      A field has rules about what it holds, and the value that the run computed breaks them. Nothing of the run is in the store. A value that is written in the source itself is refused before the run.

      ```kindly
      let address = "dana at acme"
      contact "Dana Reyes" { email: address }
      ```

      Write it so:

      ```kindly
      let address = "dana@acme.example"
      contact "Dana Reyes" { email: address }
      ```

      """##
    ),
    (
      514,
      ##"""
      # K0514: an interview needs `company`

      A new record lacks fields that it cannot do without. What is missing in a declaration is found before the run, as K0317, unless the record might have been there already.

      No example: it takes a record that another run removes between the check and the run.

      """##
    ),
    (
      515,
      ##"""
      # K0515: `@dana` is still referred to by `@keeps-bees-dana`

      Other records name this one, and would be left naming nothing. Remove those first, or take them along.

      ```kindly
      contact @dana "Dana Reyes"
      note "keeps bees" on @dana
      remove @dana
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes"
      note "keeps bees" on @dana
      remove @dana with its records
      ```

      """##
    ),
    (
      516,
      ##"""
      # K0516: `state` of a message is written by Kindly alone

      This field changes by what happens, not by assignment: a message's state follows from `approve`, `send` and `mark`.

      No example: the checker refuses all of these before a run, as K0318.

      """##
    ),
    (
      517,
      ##"""
      # K0517: the contact is no longer in the store

      The variable still names a record that has been removed in the meantime.

      ```kindly
      let dana = contact @dana "Dana Reyes"
      remove dana
      print(dana.name)
      ```

      Write it so:

      ```kindly
      let dana = contact @dana "Dana Reyes"
      print(dana.name)
      remove dana
      ```

      """##
    ),
    (
      518,
      ##"""
      # K0518: `@Dana Reyes` isn't a valid handle

      Handles are made of small letters, digits, `-` and `_`, and begin with a letter or a digit.

      No example: the lexer refuses all of these before a run, as K0110.

      """##
    ),
    (
      519,
      ##"""
      # K0519: `reply_by` (2026-11-01) is before the interview (2026-12-01)

      They cannot have said that you would hear before you met. One of the two dates is wrong, often the month.

      ```kindly
      let answer = 2026-11-01
      interview "Accountant" at "Acme" on 2026-12-01 10:00 { reply_by: answer }
      ```

      Write it so:

      ```kindly
      let answer = 2026-12-08
      interview "Accountant" at "Acme" on 2026-12-01 10:00 { reply_by: answer }
      ```

      """##
    ),
    (
      520,
      ##"""
      # K0520: `@hello-dana` is sent, so it can't be changed

      What has left stays as it was when it left, so that the record is true. To write again, draft a new message.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      mark m sent
      m.subject = "Hello again"
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      m.subject = "Hello again"
      approve m
      mark m sent
      ```

      """##
    ),
    (
      521,
      ##"""
      # K0521: the value does not fit `starts` of an interview

      A field was given a value of another type. The checker finds this before a run, so it should not be seen.

      No example: the checker refuses all of these before a run.

      """##
    ),
    (
      522,
      ##"""
      # K0522: `me` cannot be removed

      There is always a `me`, so it cannot be removed. Set its fields to nothing instead.

      No example: the checker refuses this before a run.

      """##
    ),
    (
      523,
      ##"""
      # K0523: there are no holidays called `usa`

      `me.holidays` was set by the run to a name that no calendar of holidays has.

      ```kindly
      let country = "usa"
      me { holidays: country }
      ```

      Write it so:

      ```kindly
      let country = "us"
      me { holidays: country }
      ```

      """##
    ),
    (
      524,
      ##"""
      # K0524: `@acme` lies too near the end of the calendar: its `starts`

      Years go from 1 to 9999, and what follows from this date would lie outside. The year is probably mistyped.

      No example: its sentence depends on the zone, and such a date is a mistake of typing.

      """##
    ),
    (
      525,
      ##"""
      # K0525: `approve @hello-dana; mark @hello-dana sent` handed over a message: neither that nor anything before it can be undone

      Undo changes the store; it can't recall a letter that has gone to somebody or is in your drafts, so it can't go back past that run. Change the records themselves in a new run, or `mark @m unsent` if the letter did not go after all.

      ```console
      $ kindly eval 'me { name: "Sam", email: "sam@example.org" }; contact @dana "Dana Reyes" { email: "dana@acme.example" }; template hello(to: Contact) { subject "Hello"; "Dear Dana, hello." }; let m = draft hello(@dana)'
      $ kindly eval 'approve @hello-dana; mark @hello-dana sent'
      $ kindly undo
      ```

      Write it so:

      ```console
      $ kindly eval 'me { name: "Sam", email: "sam@example.org" }; contact @dana "Dana Reyes" { email: "dana@acme.example" }; template hello(to: Contact) { subject "Hello"; "Dear Dana, hello." }; let m = draft hello(@dana)'
      $ kindly eval 'approve @hello-dana; mark @hello-dana sent'
      $ kindly eval '@dana.company = "Acme"'
      $ kindly undo
      ```

      """##
    ),
    (
      526,
      ##"""
      # K0526: the copy `copies` cannot be written: it is a folder

      `kindly backup FILE` writes to a temporary file next to the one you name, then moves it into place. Something is in the way, or you may not write in that folder. The store is unchanged. Only another backup can be replaced, with `--overwrite`; otherwise name a file that does not exist yet.

      ```console
      $ mkdir copies
      $ kindly eval 'contact "Dana"'
      $ kindly backup copies
      ```

      Write it so:

      ```console
      $ mkdir copies
      $ kindly eval 'contact "Dana"'
      $ kindly backup copies/monday.db
      ```

      """##
    ),
    (
      527,
      ##"""
      # K0527: `copy.db` cannot be restored: it is empty

      `kindly restore FILE` checks the copy first, and restores only a sound store. Your store is unchanged. Use another copy.

      ```console
      $ touch copy.db
      $ kindly restore copy.db
      ```

      Write it so:

      ```console
      $ kindly eval 'contact "Dana"'
      $ kindly backup copy.db
      $ kindly restore copy.db
      ```

      """##
    ),
    (
      528,
      ##"""
      # K0528: `approve` is refused while your own rules can't be read: .config/kindly/init.kindly:1:7: expected a name, found `{`

      Your `init.kindly` has a mistake, or can't be read. It may hold your own `never` rules, so nothing is approved, performed or sent until they are back in force. The message gives the first mistake and its place. Fix it and try again; meanwhile everything else works, with a warning.

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'never {' > "$HOME/.config/kindly/init.kindly"
      $ kindly eval 'messages | approve'
      ```

      Write it so:

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'never no_other { on m; when m.kind == other; because "it is of no kind" }' > "$HOME/.config/kindly/init.kindly"
      $ kindly eval 'messages | approve'
      ```

      """##
    ),
    (
      529,
      ##"""
      # K0529: `approve` is refused with `--no-init`: the rules in `.config/kindly/init.kindly` have not been read

      `--no-init` skips your `init.kindly`, and with it any `never` rules in it. Without them nothing is approved, performed or sent, by a script or by hand, so the option can't be used to get around them. Run the command without it. To override one rule for one letter, write `approve @m despite RULE`. If you have no `init.kindly`, the option makes no difference.

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'never no_other { on m; when m.kind == other; because "it is of no kind" }' > "$HOME/.config/kindly/init.kindly"
      $ kindly --no-init eval 'messages | approve'
      ```

      Write it so:

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'never no_other { on m; when m.kind == other; because "it is of no kind" }' > "$HOME/.config/kindly/init.kindly"
      $ kindly eval 'messages | approve'
      ```

      """##
    ),
    (
      532,
      ##"""
      # K0532: a script can't change `me.sendmail`

      This setting decides what runs or what goes out in your name, so only you can change it: at the prompt, with `kindly eval`, or in `init.kindly`. Most attempts are reported before a script runs (K0383); here a script called a function that only you may use this way. Nothing of the run is in the store.

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'fn mail_by(program: Text) { me.sendmail = program }' > "$HOME/.config/kindly/init.kindly"
      $ echo 'mail_by("/home/eve/x.sh")' | kindly
      ```

      Write it so:

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'fn mail_by(program: Text) { me.sendmail = program }' > "$HOME/.config/kindly/init.kindly"
      $ kindly eval 'mail_by("/usr/sbin/sendmail")'
      ```

      """##
    ),
    (
      533,
      ##"""
      # K0533: `me.signature` is set in `init.kindly`, which overrides the store

      What your own file sets in `me` overrides the store, so the new value would have no effect. Change the line in that file, or delete it.

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'me { signature: "Sam" }' > "$HOME/.config/kindly/init.kindly"
      $ kindly eval 'me.signature = "Sam Okafor"'
      ```

      Write it so:

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'me { signature: "Sam Okafor" }' > "$HOME/.config/kindly/init.kindly"
      $ kindly eval 'me.signature'
      ```

      """##
    ),
    (
      534,
      ##"""
      # K0534: `me.allow_read` can be set only in `init.kindly`

      What scripts may reach outside their own folder is set in `~/.config/kindly/init.kindly` and never kept in the store. Most attempts are reported before anything runs (K0388); here a function from your own file was called later.

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'fn grant(folder: Text) { me.allow_read = [folder] }' > "$HOME/.config/kindly/init.kindly"
      $ kindly eval 'grant("/")'
      ```

      Write it so:

      ```console
      $ mkdir -p "$HOME/.config/kindly"
      $ echo 'me { allow_read: ["/"] }' > "$HOME/.config/kindly/init.kindly"
      $ kindly eval 'me.allow_read'
      ```

      """##
    ),
    (
      540,
      ##"""
      # K0540: this could mean any of `@dana`, `@dana-2`: each is a contact with the same content

      A declaration without a handle refers to the record with the same content, whatever that record's handle: a contact with that name, an interview at that company for that role at that time, a note with that text, a deadline with that title. Here more than one record matches. Write the handle of the one you mean.

      ```kindly
      contact @dana "Dana Reyes"
      contact @dana-2 "Dana Reyes"
      contact "Dana Reyes" at "Acme"
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes"
      contact @dana-2 "Dana Reyes"
      contact @dana "Dana Reyes" at "Acme"
      ```

      """##
    ),
    (
      541,
      ##"""
      # K0541: this could be any of `@acme-engineer-2030-11-24`, `@acme-engineer-2030-12-01`, moved to a new time

      When you declare an interview without a handle, at a time when none is recorded, Kindly treats it as one that moved: the one with the same company, role and people that is not over and that nothing else in the source declares. Here several could have moved. Write the handle of the one that did, or give a new interview its own handle.

      ```console
      $ kindly eval 'interview "Engineer" at "Acme" on 2030-11-24 10:00; interview "Engineer" at "Acme" on 2030-12-01 10:00'
      $ kindly eval 'interview "Engineer" at "Acme" on 2030-12-03 10:00'
      ```

      Write it so:

      ```console
      $ kindly eval 'interview "Engineer" at "Acme" on 2030-11-24 10:00; interview "Engineer" at "Acme" on 2030-12-01 10:00'
      $ kindly eval 'interview @acme-engineer-2030-12-01 "Engineer" at "Acme" on 2030-12-03 10:00'
      ```

      """##
    ),
    (
      542,
      ##"""
      # K0542: a declaration above already moved `@acme-engineer-2030-11-24`, and this one refers to it too

      A declaration without a handle moved an interview to a new time, and another one further down declares it at its old time. So there are two interviews, and one of them needs a handle: write it in the declaration of the recorded interview. Where all times are written out, Kindly sees both in advance, and nothing moves.

      ```console
      $ kindly eval 'interview "Engineer" at "Acme" on 2030-11-24 10:00'
      $ kindly eval 'interview "Engineer" at "Acme" on 2030-12-01 10:00; let d = 2030-11-24; interview "Engineer" at "Acme" on d 10:00'
      ```

      Write it so:

      ```console
      $ kindly eval 'interview "Engineer" at "Acme" on 2030-11-24 10:00'
      $ kindly eval 'let d = 2030-11-24; interview @acme-engineer-2030-11-24 "Engineer" at "Acme" on d 10:00; interview "Engineer" at "Acme" on 2030-12-01 10:00'
      ```

      """##
    ),
    (
      601,
      ##"""
      # K0601: @check-in-dana-acme is not approved: Acme said you would hear by 2026-12-01

      A rule of etiquette forbids it now, and the sentence gives the rule's reason. The notes say which rule it is, where it is written and from which day on it is allowed. `off NAME` turns a rule off, if you are sure.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" at "Acme" { email: "dana@acme.example" }
      interview @acme "Accountant" at "Acme" on 2026-11-24 10:00 with @dana
      let m = draft check_in(@dana, @acme)
      approve m
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" at "Acme" { email: "dana@acme.example" }
      interview @acme "Accountant" at "Acme" on 2026-11-24 10:00 with @dana
      let m = draft thank_you(@dana, @acme, detail: "how you brought the close from nine days to four")
      approve m
      ```

      """##
    ),
    (
      603,
      ##"""
      # K0603: there is nothing to do called `@todo-thank-you-dana` now

      What etiquette asks of you changes with the time and with what you have done, and at the moment nothing of this name is asked. `agenda | show` lists what is.

      ```kindly
      perform @todo-thank-you-dana
      ```

      Write it so:

      ```kindly
      agenda | show
      ```

      """##
    ),
    (
      604,
      ##"""
      # K0604: a rule can't change records while it is evaluated

      Rules are evaluated again and again, even when you only look at the agenda, so evaluating them must not change anything. The checker refuses a rule that would (K0309, K0351); this second check is there in case it misses one.

      No example: the checker finds it first.

      """##
    ),
    (
      605,
      ##"""
      # K0605: the template `hello` has nobody to write to

      A letter goes to somebody: its template has a parameter `to` of type `Contact`.

      No example: the checker refuses such templates before a run, as K0332.

      """##
    ),
    (
      606,
      ##"""
      # K0606: @hello-dana can't be cancelled: it has already gone out

      A letter that has gone out can't be recalled. If the person should know, write again.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      mark m sent
      cancel m
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      cancel m
      ```

      """##
    ),
    (
      607,
      ##"""
      # K0607: @hello-dana can't be marked sent: it is a draft, so it can't have been sent

      `mark` records what you know about a letter: that it was sent, or that it was not. It works on letters that were approved; this one has not been approved yet, or was never sent.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      mark m sent
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      mark m sent
      ```

      """##
    ),
    (
      608,
      ##"""
      # K0608: a message is marked `sent` or `unsent`

      `mark` knows two words, `sent` and `unsent`.

      No example: the checker refuses any other word before a run, as K0345.

      """##
    ),
    (
      609,
      ##"""
      # K0609: @todo-ask-when-acme can be put off to a day to come, and 2026-11-25 is not

      What you say of an obligation needs its other half: `dismiss` a reason, for the day on which you wonder, and `snooze` a day to come, on which it is asked of you again.

      ```kindly eval
      contact @dana "Dana Reyes" at "Acme"
      interview @acme "Accountant" at "Acme" on 2026-11-24 10:00 with @dana
      snooze @todo-ask-when-acme to today
      ```

      Write it so:

      ```kindly eval
      contact @dana "Dana Reyes" at "Acme"
      interview @acme "Accountant" at "Acme" on 2026-11-24 10:00 with @dana
      snooze @todo-ask-when-acme to tomorrow
      ```

      """##
    ),
    (
      610,
      ##"""
      # K0610: a script may not override a rule

      `approve @m despite RULE` overrides a rule on your own authority, and the message keeps a record of it. A script, which may run while you sleep, can't do that: use the prompt, `kindly eval` or `kindly approve`.

      ```kindly
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" at "Acme" { email: "dana@acme.example" }
      interview @acme "Accountant" at "Acme" on 2026-11-24 10:00 with @dana
      let m = draft check_in(@dana, @acme)
      approve m despite ask_early
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" at "Acme" { email: "dana@acme.example" }
      interview @acme "Accountant" at "Acme" on 2026-11-24 10:00 with @dana
      let m = draft check_in(@dana, @acme)
      approve m despite ask_early
      ```

      """##
    ),
    (
      611,
      ##"""
      # K0611: @thank-you-dana-acme can be edited where somebody is at the keyboard

      `edit @m` opens a letter in the program that `$VISUAL` or `$EDITOR` names, so it needs you and a terminal. A script that has better words assigns them; either way the letter is a draft again, and asks for your word anew.

      ```kindly eval
      contact @dana "Dana Reyes" at "Acme"
      interview @acme "Accountant" at "Acme" on 2026-11-24 10:00 with @dana
      let m = draft thank_you(@dana, @acme, detail: "the nine-day close")
      edit m
      ```

      Write it so:

      ```kindly eval
      contact @dana "Dana Reyes" at "Acme"
      interview @acme "Accountant" at "Acme" on 2026-11-24 10:00 with @dana
      let m = draft thank_you(@dana, @acme, detail: "the nine-day close")
      m.subject = "Thank you, Dana"
      ```

      """##
    ),
    (
      612,
      ##"""
      # K0612: only you can send @hello-dana now

      `send @m now` ignores the sending hours, and only you can decide that a letter may arrive at night: at the prompt, with `eval`, or with `kindly send HANDLE --at-once`. In a script, `send` waits for the hours between `me.send_from` and `me.send_until`.

      ```kindly
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      send m now
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      """##
    ),
    (
      613,
      ##"""
      # K0613: @hello-dana was refused: (/usr/bin/env ended with 69, service unavailable)

      The program or server that was given the letter refused it, for the reason shown. Nothing was sent. The letter is `failed`: fix what is wrong, then approve it again yourself; a script can't.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: sendmail, sendmail: "/usr/bin/env python3 -c exit(69)" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: sendmail, sendmail: "/bin/true" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      """##
    ),
    (
      614,
      ##"""
      # K0614: @hello-dana is not sent: it is cancelled

      `send` hands over a message that is approved, and `approve` takes one that is a draft, failed or cancelled. This message is in another state; the note says what to do first. When you pass a list, such messages are skipped.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      cancel m
      send m
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      cancel m
      approve m
      ```

      """##
    ),
    (
      615,
      ##"""
      # K0615: @hello-dana is not approved: it was cancelled, so only you can approve it again

      A letter that was handed over once, that failed, or that you cancelled is sent again only with your own approval, given at the prompt, with `eval` or with `kindly approve`. Otherwise a script that runs every morning would send it every morning. Check whether it arrived, then approve it yourself.

      ```console
      $ kindly eval 'me { name: "Sam", email: "sam@example.org" }; contact @dana "Dana Reyes" { email: "dana@acme.example" }; template hello(to: Contact) { subject "Hello"; "Dear Dana, hello." }; let m = draft hello(@dana); cancel m'
      $ echo 'approve @hello-dana' | kindly
      ```

      Write it so:

      ```console
      $ kindly eval 'me { name: "Sam", email: "sam@example.org" }; contact @dana "Dana Reyes" { email: "dana@acme.example" }; template hello(to: Contact) { subject "Hello"; "Dear Dana, hello." }; let m = draft hello(@dana); cancel m'
      $ kindly approve hello-dana
      ```

      """##
    ),
    (
      616,
      ##"""
      # K0616: a script can't mark @hello-dana unsent: it may already have been sent, and would be sent again

      `mark @m unsent` makes a letter approved again, so the next run sends it. Only you can do that: at the prompt, with `eval` or with `kindly mark`. A script may still `mark` a letter `sent`.

      ```console
      $ kindly eval 'me { name: "Sam", email: "sam@example.org" }; contact @dana "Dana Reyes" { email: "dana@acme.example" }; template hello(to: Contact) { subject "Hello"; "Dear Dana, hello." }; let m = draft hello(@dana); approve m; mark m sent'
      $ echo 'mark @hello-dana unsent' | kindly
      ```

      Write it so:

      ```console
      $ kindly eval 'me { name: "Sam", email: "sam@example.org" }; contact @dana "Dana Reyes" { email: "dana@acme.example" }; template hello(to: Contact) { subject "Hello"; "Dear Dana, hello." }; let m = draft hello(@dana); approve m; mark m sent'
      $ kindly mark hello-dana unsent
      ```

      """##
    ),
    (
      650,
      ##"""
      # K0650: the Subject of the letter holds a line break

      The lines at the top of a letter, such as its subject, are one line each.

      No example: records refuse line breaks in such fields before a letter is made.

      """##
    ),
    (
      651,
      ##"""
      # K0651: the Subject of the letter holds the control character U+0007

      Something that cannot be seen came along when the text was pasted. Write it again by hand.

      No example: records refuse control characters in such fields before a letter is made.

      """##
    ),
    (
      652,
      ##"""
      # K0652: `X Header` is no name of a mail header

      Names of headers are made of letters, digits and hyphens.

      No example: letters have no headers of your own yet.

      """##
    ),
    (
      653,
      ##"""
      # K0653: the header Subject would be in the letter twice

      The letter has this header already.

      No example: letters have no headers of your own yet.

      """##
    ),
    (
      654,
      ##"""
      # K0654: the Subject of the letter has a word longer than a line of mail may be

      A line of mail holds 998 bytes, and a single word is longer than that. Shorten it.

      No example: records refuse texts of this length before a letter is made.

      """##
    ),
    (
      655,
      ##"""
      # K0655: `dana at acme` is not an email address

      An address has the form name@domain.example.

      No example: records refuse such addresses before a letter is made.

      """##
    ),
    (
      656,
      ##"""
      # K0656: `dána@acme.example` has letters before the @ that mail cannot carry yet

      Many mail servers take plain letters alone before the @. Ask for an address in plain letters; most people have one.

      No example: records refuse such addresses before a letter is made.

      """##
    ),
    (
      657,
      ##"""
      # K0657: the domain of `dana@bücher.example` is not in its ASCII form

      Mail wants a domain with other letters in its plain form, which begins with `xn--`.

      No example: records refuse such addresses before a letter is made.

      """##
    ),
    (
      658,
      ##"""
      # K0658: `abc` is not a Message-ID

      Each letter has an identity of the form <left@right>, which Kindly makes itself.

      No example: it takes a damaged store, or mail that breaks its own rules.

      """##
    ),
    (
      659,
      ##"""
      # K0659: `yesterday` is not a date of mail

      Mail writes dates as in `Tue, 24 Nov 2026 18:30:00 -0500`, and the weekday has to be right.

      No example: it takes mail that breaks its own rules.

      """##
    ),
    (
      660,
      ##"""
      # K0660: @hello-dana: /dev/null/cur is not a folder

      Letters are written into a folder of your mail program, a Maildir, and what `me.maildir` names is a file. Name a Maildir, or a folder that is not there yet. The letter is `failed`; approve it again once that is mended.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", maildir: "/dev/null" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", maildir: "drafts" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m
      ```

      """##
    ),
    (
      661,
      ##"""
      # K0661: cannot write to drafts: Permission denied

      The folder that `me.maildir` names may not be written. Look at its owner and rights, or name another one. The letter is `failed`; approve it again once that is mended.

      No example: it takes a folder that may not be written.

      """##
    ),
    (
      662,
      ##"""
      # K0662: no room for the letter in drafts: No space left on device

      The disk is full. Nothing half-written was left behind; make room and approve the letter again.

      No example: it takes a full disk.

      """##
    ),
    (
      663,
      ##"""
      # K0663: cannot use drafts: Input/output error

      The system could not read or write the folder of letters; the reason is its own. Check the path and the disk.

      No example: it takes a broken disk or a path that cannot be.

      """##
    ),
    (
      664,
      ##"""
      # K0664: every name for the letter in drafts is taken

      Each letter in a Maildir has a name of its own, made of the time and a number, and all that were tried are taken. Try again in a second.

      No example: it takes a folder that somebody has filled on purpose.

      """##
    ),
    (
      670,
      ##"""
      # K0670: @hello-dana: cannot run the sendmail program /nowhere/sendmail: No such file or directory

      `me.sendmail` names the program that letters are handed to, and it cannot be run. Name one that is there; options of its own may follow, and no shell reads them. The letter stays approved and goes with the next `kindly send`.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: sendmail, sendmail: "/nowhere/sendmail" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: sendmail, sendmail: "/bin/true" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      """##
    ),
    (
      671,
      ##"""
      # K0671: cannot run curl, which speaks to mail servers: there is no such program

      Letters go to a mail server through `curl`, which speaks its protocol and checks certificates. Install it, and see with `kindly doctor` that it is found. The letter stays approved.

      No example: it takes a machine without curl.

      """##
    ),
    (
      672,
      ##"""
      # K0672: @hello-dana: no mail server is named

      `me.transport` is `smtp`, and `me.smtp` does not say which server. Your mail provider tells its address: `smtps://user@host:465`, or `smtp://user@host:587`. The letter stays approved.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: smtp }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: maildir }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      """##
    ),
    (
      673,
      ##"""
      # K0673: `mail.example.org` is no address of a mail server

      `me.smtp` has the form `smtps://user@host:465`, for a connection encrypted from the start, or `smtp://user@host:587`, for one that becomes encrypted with STARTTLS. The user's name may contain an @. An address that is written out is refused before the run (K0310); this one was computed.

      ```kindly eval
      let servers = ["mail.example.org"]
      me { name: "Sam Okafor", email: "sam@example.org", transport: smtp, smtp: servers[0] }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: maildir, smtp: "smtps://sam@mail.example.org:465" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      """##
    ),
    (
      674,
      ##"""
      # K0674: the address of the mail server holds a password

      A password is never kept in the store, where backups and exports would spread it. An address that is written out is refused before the run (K0310). Leave the password out of `me.smtp`, and let `me.smtp_password_command` print it or `me.smtp_password_file` hold it.

      ```kindly eval
      let servers = ["smtps://sam:secret@mail.example.org"]
      me { name: "Sam Okafor", email: "sam@example.org", transport: smtp, smtp: servers[0] }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: maildir, smtp: "smtps://sam@mail.example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      """##
    ),
    (
      675,
      ##"""
      # K0675: @hello-dana: there is no password for sam

      `me.smtp` names a user, and nothing says where the password is. `me.smtp_password_command` is a command line whose first line of output is the password, `me.smtp_password_file` a file with it that only you may read. The letter stays approved.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: smtp, smtp: "smtps://sam@mail.example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: maildir, smtp: "smtps://sam@mail.example.org", smtp_password_command: "pass mail" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      """##
    ),
    (
      676,
      ##"""
      # K0676: @hello-dana: cannot take the password from /nowhere/password: No such file or directory

      `me.smtp_password_file` has to be a file of your own that nobody else may read: `chmod 600` makes it one. Its first line is the password. The letter stays approved.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: smtp, smtp: "smtps://sam@mail.example.org", smtp_password_file: "/nowhere/password" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: maildir }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      """##
    ),
    (
      677,
      ##"""
      # K0677: @hello-dana: the command for the password failed: it ended with 1

      `me.smtp_password_command` is a line for `/bin/sh`, and the first line that it prints is the password. It failed; its last words on standard error are in the sentence, its output never. Try it in a shell. The letter stays approved.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: smtp, smtp: "smtps://sam@mail.example.org", smtp_password_command: "false" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org", transport: maildir, smtp_password_command: "pass mail" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      send m now
      ```

      """##
    ),
    (
      678,
      ##"""
      # K0678: @hello-dana: mail.example.org does not let sam in: 535 5.7.8 Authentication failed

      The server does not take the user in `me.smtp` with that password. Some servers want a password made for programs. The letter stays approved, and no other is tried in that run, since a server that is asked too often locks the door.

      No example: it takes a mail server.

      """##
    ),
    (
      679,
      ##"""
      # K0679: @hello-dana: there is no safe connection to mail.example.org: SSL certificate problem: certificate has expired

      The server has no valid certificate for its name, or does not speak TLS on that port. Nothing is ever sent over a connection that others can read, except to this machine itself. The letter stays approved.

      No example: it takes a mail server.

      """##
    ),
    (
      680,
      ##"""
      # K0680: there is no mailbox `letters.mbox`

      Kindly reads mail where your mail program keeps it: a Maildir, which is a folder, or an mbox, which is a file. A path that is named begins at the folder in which `kindly` was started; one in `me.inbox` begins at the store's folder, unless it begins with `/` or `~/`.

      ```kindly
      inbox("letters.mbox")
      ```

      Write it so:

      ```mbox letters.mbox
      From dana@acme.example Wed Nov 25 09:12:00 2026
      From: Dana Reyes <dana@acme.example>
      Subject: Re: Thank you for your time

      We will be in touch.
      ```

      ```kindly
      inbox("letters.mbox") | each { print(it) }
      ```

      """##
    ),
    (
      681,
      ##"""
      # K0681: `people.csv` is neither a Maildir nor an mbox

      A Maildir is a folder with `cur` and `new` in it, an mbox a file whose first word is `From`, as mail programs write them. Mail that a program keeps in another form is exported as mbox first, and contacts and invitations come in by `import`.

      ```csv people.csv
      First Name,Last Name,URL,Email Address,Company,Position,Connected On
      Dana,Reyes,,dana@acme.example,Acme,CFO,24 Nov 2026
      ```

      ```kindly
      inbox("people.csv")
      ```

      Write it so:

      ```csv people.csv
      First Name,Last Name,URL,Email Address,Company,Position,Connected On
      Dana,Reyes,,dana@acme.example,Acme,CFO,24 Nov 2026
      ```

      ```kindly
      import("people.csv")
      ```

      """##
    ),
    (
      682,
      ##"""
      # K0682: there is no mailbox to read

      `inbox` was given no mailbox, and `me.inbox` lists none. List the Maildirs and mboxes where replies arrive in `me.inbox`, which you set once, at the prompt, with `kindly eval` or in `init.kindly`. Add those where your own sent mail is kept, so that Kindly can see what you have sent.

      ```kindly
      inbox()
      ```

      Write it so:

      ```mbox letters.mbox
      From dana@acme.example Wed Nov 25 09:12:00 2026
      From: Dana Reyes <dana@acme.example>
      Subject: Re: Thank you for your time

      We will be in touch.
      ```

      ```kindly eval
      me { inbox: ["letters.mbox"] }
      inbox()
      ```

      """##
    ),
    (
      683,
      ##"""
      # K0683: @hello-dana: curl cannot hand the letter in: option ssl-reqd: is unknown (2)

      `curl`, which speaks to mail servers, would not do what it was told; the sentence has its own words. Check `me.smtp`, and whether it is a recent one. The letter stays approved.

      No example: it takes a curl that is very old.

      """##
    ),
    (
      684,
      ##"""
      # K0684: `letter` isn't a kind of fact

      `history(…)` records what has happened, as an export does. The note lists the kinds; `help history` and docs/import.md show the facts of each.

      ```kindly
      print(history("letter", ["id": "<m1@example.org>"]))
      ```

      Write it so:

      ```kindly
      print(history("mail", ["id": "<m1@example.org>", "at": "2026-11-25T09:00:00Z", "what": "reply"]))
      ```

      """##
    ),
    (
      685,
      ##"""
      # K0685: this `mail` can't be recorded: it needs `at`

      Each fact of `history(…)` is a map of named texts. Here one of them is missing or unknown, can't be read, or names a record that doesn't exist. Declare records above the facts about them.

      ```kindly
      print(history("mail", ["id": "<m1@example.org>", "what": "reply"]))
      ```

      Write it so:

      ```kindly
      print(history("mail", ["id": "<m1@example.org>", "at": "2026-11-25T09:00:00Z", "what": "reply"]))
      ```

      """##
    ),
    (
      699,
      ##"""
      # K0699: this is not in this version of Kindly

      The language has it, and this version of Kindly does not do it yet.

      No example: the checker says so before a run, as K0399.

      """##
    ),
    (
      701,
      ##"""
      # K0701: example.csv: the quoted cell that opens in line 2, column 1 never closes

      A cell of the table opens with a quote and never closes it, so the rest of the file would be one cell. A quote inside a quoted cell is written twice.

      ```csv
      First Name,Last Name,URL,Email Address,Company,Position,Connected On
      "Dana,Reyes,,,Acme,CFO,24 Nov 2026
      ```

      Write it so:

      ```csv
      First Name,Last Name,URL,Email Address,Company,Position,Connected On
      Dana,Reyes,,,Acme,CFO,24 Nov 2026
      ```

      """##
    ),
    (
      702,
      ##"""
      # K0702: no row has the columns `First Name`, `Last Name`

      No row of the file has the columns that LinkedIn's list of connections has. Export it again, and give the file `Connections.csv` of the archive.

      No example: a file without these columns is taken for another table, and K0713 asks for a map.

      """##
    ),
    (
      703,
      ##"""
      # K0703: the file is not UTF-8: see byte 85, in line 2, column 4

      The table is in another encoding than UTF-8, which spreadsheets call "CSV UTF-8". Save it again so.

      No example: it takes a file that is not UTF-8, and this page is.

      """##
    ),
    (
      704,
      ##"""
      # K0704: the file has no column `E-mail`

      The map names a column that the table does not have; the columns that it has are listed.

      No example: the map stands on the command line, as in `kindly import --map 'name=Full Name,email=E-mail' people.csv`.

      """##
    ),
    (
      705,
      ##"""
      # K0705: example.csv: line 2, column 7: there is text after the quote that closes the cell

      Behind the quote that closes a cell there is more text before the comma. A quote inside a quoted cell is written twice.

      ```csv
      First Name,Last Name,URL,Email Address,Company,Position,Connected On
      "Dana" D.,Reyes,,,Acme,CFO,24 Nov 2026
      ```

      Write it so:

      ```csv
      First Name,Last Name,URL,Email Address,Company,Position,Connected On
      "Dana ""D."" ",Reyes,,,Acme,CFO,24 Nov 2026
      ```

      """##
    ),
    (
      706,
      ##"""
      # K0706: the file is not text: there is a NUL byte at 2, in line 1, column 3

      This is no table in text form. A spreadsheet has to be saved as CSV first.

      No example: it takes a file that is no text, and this page is one.

      """##
    ),
    (
      707,
      ##"""
      # K0707: the file is UTF-16, not UTF-8

      The table is in UTF-16, as some spreadsheets write it. Save it again as "CSV UTF-8".

      No example: it takes a file that is not UTF-8, and this page is.

      """##
    ),
    (
      708,
      ##"""
      # K0708: no field `emial` can be filled

      The map names a field that a contact does not have; the fields that it has are listed.

      No example: the map stands on the command line, as in `kindly import --map 'name=Full Name,email=E-mail' people.csv`.

      """##
    ),
    (
      709,
      ##"""
      # K0709: `email` does not say which column fills which field

      A map is written `field=Column`, separated by commas.

      No example: the map stands on the command line, as in `kindly import --map 'name=Full Name,email=E-mail' people.csv`.

      """##
    ),
    (
      710,
      ##"""
      # K0710: the map fills `email` twice

      Each field is filled from one column. Leave one of the two out.

      No example: the map stands on the command line, as in `kindly import --map 'name=Full Name,email=E-mail' people.csv`.

      """##
    ),
    (
      711,
      ##"""
      # K0711: example.csv: the file has no rows

      There is nothing in the file. Check that it is the one you mean.

      ```csv

      ```

      Write it so:

      ```csv
      First Name,Last Name,URL,Email Address,Company,Position,Connected On
      Dana,Reyes,,dana@acme.example,Acme,CFO,24 Nov 2026
      ```

      """##
    ),
    (
      712,
      ##"""
      # K0712: `people.xls` names no format that Kindly writes

      Rows can be written as JSON, CSV or Markdown, and the end of the file's name says which. This one says none of them.

      ```kindly
      let file = "people.xls"
      contacts | save file
      ```

      Write it so:

      ```kindly
      print(contacts | to csv)
      ```

      """##
    ),
    (
      713,
      ##"""
      # K0713: example.csv: the file is a table whose columns nobody has explained

      The table is neither LinkedIn's list of connections nor what `kindly export` writes. Say which column fills which field of a contact: the message shows a map that fits the columns' names, to write behind `--map`. Columns that Kindly knows need no map.

      ```csv
      Full Name;E-mail
      Dana Reyes;dana@acme.example
      ```

      Write it so:

      ```csv
      First Name,Last Name,URL,Email Address,Company,Position,Connected On
      Dana,Reyes,,dana@acme.example,Acme,CFO,24 Nov 2026
      ```

      """##
    ),
    (
      714,
      ##"""
      # K0714: example.json: line 3, column 1: the file is no JSON from here on

      The file begins as JSON does, and at that place it is none any more: a bracket or a quote is missing, or there is a comma too many. Check that the whole file was saved.

      ```json
      [
        { "name": "Dana Reyes", "email": "dana@acme.example" },
      ]
      ```

      Write it so:

      ```json
      [
        { "name": "Dana Reyes", "email": "dana@acme.example" }
      ]
      ```

      """##
    ),
    (
      715,
      ##"""
      # K0715: example.vcf: `BEGIN:VCARD` in line 1 has no `END:VCARD`

      The file ends, or another part of it begins, before this part has its end. It was cut off: save it again, whole.

      ```vcf
      BEGIN:VCARD
      VERSION:4.0
      FN:Dana Reyes
      ```

      Write it so:

      ```vcf
      BEGIN:VCARD
      VERSION:4.0
      FN:Dana Reyes
      END:VCARD
      ```

      """##
    ),
    (
      716,
      ##"""
      # K0716: example.csv: the file is nothing that Kindly can import

      Nothing in the file tells what it is. There are LinkedIn's Connections.csv, other tables, vCard, iCalendar, JSON, and what `kindly export` writes.

      ```csv
      Dear diary
      ```

      Write it so:

      ```csv
      First Name,Last Name,URL,Email Address,Company,Position,Connected On
      Dana,Reyes,,dana@acme.example,Acme,CFO,24 Nov 2026
      ```

      """##
    ),
    (
      717,
      ##"""
      # K0717: the script does more than declare records

      An import is one transaction, and what leaves the house or is written into other files could not be taken back with it. Run such a script with `kindly run`.

      No example: the script that is imported is a file of its own, and running this one gives nothing of the kind.

      """##
    ),
    (
      718,
      ##"""
      # K0718: there is no file `people.csv`

      A script imports a file that is not there, or that cannot be read. A path begins at the folder in which `kindly` was started, which under cron is the home folder; `~/` is the home folder everywhere.

      ```kindly
      import("people.csv")
      ```

      Write it so:

      ```csv people.csv
      First Name,Last Name,URL,Email Address,Company,Position,Connected On
      Dana,Reyes,,dana@acme.example,Acme,CFO,24 Nov 2026
      ```

      ```kindly
      import("people.csv")
      ```

      """##
    ),
    (
      719,
      ##"""
      # K0719: `mine.kindly` is a script

      The file holds Kindly's own words, such as `kindly export` writes them. Those are a program, which is checked before anything of it runs: `kindly import mine.kindly` at the command line does so, and a script declares what it needs itself.

      ```kindly mine.kindly
      contact @dana "Dana Reyes"
      ```

      ```kindly
      import("mine.kindly")
      ```

      Write it so:

      ```kindly
      contact @dana "Dana Reyes"
      ```

      """##
    ),
    (
      9001,
      ##"""
      # K9001: this does nothing: its value is thrown away

      The value is computed and then dropped, and computing it does nothing else, so the line could as well not be there. Print it, keep it in a variable, or use it. At the prompt and in `eval` the last value is shown, and there it is no mistake.

      ```kindly
      let n = 2
      n * 21
      ```

      Write it so:

      ```kindly
      let n = 2
      print(n * 21)
      ```

      """##
    ),
    (
      9002,
      ##"""
      # K9002: this `name` hides another one

      Inside this block the name means the new one, and the outer one is out of reach. That may be meant; another name would be clearer to whoever reads it. The same holds for a word of the clock, the records of a name such as `contacts`, and a function of the language that a `fn` or a pattern hides.

      ```kindly
      fn numbers(name: Text) {
        for n in [1, 2] {
          let name = "number {n}"
          print(name)
        }
      }
      numbers("Dana")
      ```

      Write it so:

      ```kindly
      fn numbers(name: Text) {
        for n in [1, 2] {
          let number = "number {n}"
          print("{name}: {number}")
        }
      }
      numbers("Dana")
      ```

      """##
    ),
    (
      9003,
      ##"""
      # K9003: `friday` moves: running this file again another day would change the record

      A file can be run again on any day and then means the same, as long as it says what it means. `friday` means another day next week, and the record would move with it. Write the date.

      ```kindly
      deadline "Send the sample" due friday 17:00
      ```

      Write it so:

      ```kindly
      deadline "Send the sample" due 2026-11-27 17:00
      ```

      """##
    ),
    (
      9004,
      ##"""
      # K9004: the left side is never nothing, so the right side is never used

      `??` says what holds where the left side is nothing. This left side is never nothing, so the right side is never used.

      ```kindly
      let n = 3
      print(n ?? 0)
      ```

      Write it so:

      ```kindly
      let n = 3
      print(n)
      ```

      """##
    ),
    (
      9005,
      ##"""
      # K9005: this is never reached

      What stands above always leaves: it returns, fails, or goes on with the next turn. This line is never run.

      ```kindly
      fn answer() -> Int {
        return 42
        print("never said")
      }
      print(answer())
      ```

      Write it so:

      ```kindly
      fn answer() -> Int {
        print("said first")
        return 42
      }
      print(answer())
      ```

      """##
    ),
    (
      9006,
      ##"""
      # K9006: `withdrawm` is no case of Outcome: it stands for every one

      In a `match` a name that is no case takes whatever comes, as `other` would. This one is so near to a case that the case was most likely meant. Write the case, or `else` for all the rest.

      ```kindly
      for i in interviews {
        print(match i.outcome { waiting => "patience", withdrawm => "onward" })
      }
      ```

      Write it so:

      ```kindly
      for i in interviews {
        print(match i.outcome { waiting => "patience", else => "onward" })
      }
      ```

      """##
    ),
    (
      9010,
      ##"""
      # K9010: this is a subtraction, not a date

      Without two digits for month and day this is no date, but a number minus a number minus a number. Write the zeros if you mean a date, or blanks round the minus if you mean the sum.

      ```kindly
      print(2026-1-5)
      ```

      Write it so:

      ```kindly
      print(2026-01-05)
      ```

      """##
    ),
    (
      9030,
      ##"""
      # K9030: this text holds the invisible character U+202E (right-to-left override)

      Here is a character that cannot be seen, or one that changes the direction of writing. It may have come along with something pasted, and it may make the line look like another one. Take it out; where it is meant, write it as an escape.

      ```kindly
      print("Dana‮ Reyes")
      ```

      Write it so:

      ```kindly
      print("Dana Reyes")
      ```

      """##
    ),
    (
      9040,
      ##"""
      # K9040: `a.kindly` is used above already

      The same file is used twice, and once is enough.

      ```kindly
      use "a.kindly"
      use "a.kindly"
      ```

      ```kindly a.kindly
      fn double(n: Int) = n * 2
      ```

      Write it so:

      ```kindly
      use "a.kindly"
      print(double(2))
      ```

      ```kindly a.kindly
      fn double(n: Int) = n * 2
      ```

      """##
    ),
    (
      9041,
      ##"""
      # K9041: another test above is called "adds" too

      Two tests of one name cannot be told apart in the report, nor picked by `--filter`.

      ```kindly
      test "adds" { expect 1 + 1 == 2 }
      test "adds" { expect 2 + 2 == 4 }
      ```

      Write it so:

      ```kindly
      test "adds ones" { expect 1 + 1 == 2 }
      test "adds twos" { expect 2 + 2 == 4 }
      ```

      """##
    ),
    (
      9601,
      ##"""
      # K9601: 1 of 1 not approved: @hello-dana: a script may not approve letters of kind other; approve it yourself, or list the kind in `me.approve`

      Some of the messages did not go where they were to go, and the sentence says which and why. The others did. Those that a rule refused are drafts again, with the reason in their `problem`.

      ```kindly
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      draft hello(@dana)
      messages | approve
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      draft hello(@dana)
      messages | approve
      ```

      """##
    ),
    (
      9602,
      ##"""
      # K9602: the rule `twice` can never fire: `m.kind` cannot be both `check_in` and `connect`

      The rule is sound as far as its types go, and its condition cannot hold, whatever the store says. It does no harm, and no good either: most often an `or` was meant, or a list.

      ```kindly
      never twice {
        on m
        when m.kind == check_in and m.kind == connect
        because "one thing at a time"
      }
      ```

      Write it so:

      ```kindly
      never twice {
        on m
        when m.kind in [check_in, connect] and (m.detail ?? "") == ""
        because "one thing at a time"
      }
      ```

      """##
    ),
    (
      9603,
      ##"""
      # K9603: the rule `ask_again` can never be fulfilled: its letter is of kind `check_in`, and its `until` asks for `thank_you`

      What the rule asks for would be asked for ever: what it does is not what its `until` looks for, or it is gone before it is due.

      ```kindly
      must ask_again {
        for i in interviews | where waiting
        for c in i.people
        until messages | any(m -> m.to == c and m.interview == i and m.kind == thank_you and m.sent)
        due i.ends + 1w
        do draft check_in(c, i)
      }
      ```

      Write it so:

      ```kindly
      must ask_again {
        for i in interviews | where waiting
        for c in i.people
        until messages | any(m -> m.to == c and m.interview == i and m.kind == check_in and m.sent)
        due i.ends + 1w
        do draft check_in(c, i)
      }
      ```

      """##
    ),
    (
      9604,
      ##"""
      # K9604: it is unclear whether @hello-dana was sent: the program ended while it was being sent

      The connection or the program ended while a letter was being handed over, or the program reported a failure that doesn't show whether the letter was sent. It is never sent again automatically. Check whether it arrived, then `mark @m sent` or `mark @m unsent`; `kindly send` asks about it too.

      No example: it takes a connection that breaks at the wrong moment.

      """##
    ),
    (
      9605,
      ##"""
      # K9605: @hello-dana has already been sent

      The message has been handed over, so there is nothing left to send. To write to the same person again, draft another one.

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      mark m sent
      send m
      ```

      Write it so:

      ```kindly eval
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
      let m = draft hello(@dana)
      approve m
      mark m sent
      ```

      """##
    ),
    (
      9606,
      ##"""
      # K9606: @hello-dana was handed over before and won't be sent again

      The message is approved, but the store shows that it was handed over before and that you have not approved it since. It may have arrived. Check, then `approve` it yourself to send it again, or `mark` it `sent`.

      No example: nothing that a person or a script writes leads here; it is the last check before a letter is sent.

      """##
    ),
    (
      9610,
      ##"""
      # K9610: `@acme-engineer-2030-11-24` moved from 2030-11-24 10:00 to 2030-11-27 14:00

      A declaration without a handle has the same company, role and people as an interview that is not over, but another time, so Kindly moved that interview to the new time. If it was rescheduled, there is nothing else to do. If it is another interview, take the run back with `kindly undo`, and give the new one its own handle.

      ```console
      $ kindly eval 'interview "Engineer" at "Acme" on 2030-11-24 10:00'
      $ kindly eval 'interview "Engineer" at "Acme" on 2030-11-27 14:00'
      ```

      Write it so:

      ```console
      $ kindly eval 'interview "Engineer" at "Acme" on 2030-11-24 10:00'
      $ kindly eval 'interview @acme-second "Engineer" at "Acme" on 2030-11-27 14:00'
      ```

      """##
    ),
    (
      9611,
      ##"""
      # K9611: `starts` of `@acme-onsite` remains 2030-11-27 14:00: it was changed elsewhere, and this source still says 2030-11-24 10:00

      The source has not changed since its last run, but the record was changed elsewhere: at the prompt, or by a newer invitation. The newer value is kept; this applies to the `starts` and `reply_by` of an interview and the `due` of a deadline. To stop the warning, write the new day in the source too. A day that is new in the source is always used.

      ```console
      $ echo 'interview @acme-onsite "Engineer" at "Acme" on 2030-11-24 10:00' > acme.kindly
      $ kindly acme.kindly
      $ kindly eval '@acme-onsite.starts = 2030-11-27 14:00'
      $ kindly acme.kindly
      ```

      Write it so:

      ```console
      $ echo 'interview @acme-onsite "Engineer" at "Acme" on 2030-11-24 10:00' > acme.kindly
      $ kindly acme.kindly
      $ kindly eval '@acme-onsite.starts = 2030-11-27 14:00'
      $ echo 'interview @acme-onsite "Engineer" at "Acme" on 2030-11-27 14:00' > acme.kindly
      $ kindly acme.kindly
      ```

      """##
    ),
    (
      9612,
      ##"""
      # K9612: `@acme-engineer-2030-12-01` is a new interview; `@acme-engineer-2030-11-24`, which this source declared in its last run, is kept too

      This declaration resembles an interview that the source declared in its last run but no longer does. That one is over, or has another handle, company or other people, so it was not moved, and now there are two. If they are the same, take the run back with `kindly undo`, and write the handle of the recorded one; `rename` changes that handle.

      ```console
      $ echo 'contact @dana "Dana Reyes"; contact @lee "Lee Wu"; interview "Engineer" at "Acme" on 2030-11-24 10:00 with @dana' > acme.kindly
      $ kindly acme.kindly
      $ echo 'contact @dana "Dana Reyes"; contact @lee "Lee Wu"; interview "Engineer" at "Acme" on 2030-12-01 10:00 with @lee' > acme.kindly
      $ kindly acme.kindly
      ```

      Write it so:

      ```console
      $ echo 'contact @dana "Dana Reyes"; contact @lee "Lee Wu"; interview "Engineer" at "Acme" on 2030-11-24 10:00 with @dana' > acme.kindly
      $ kindly acme.kindly
      $ echo 'contact @dana "Dana Reyes"; contact @lee "Lee Wu"; interview @acme-engineer-2030-11-24 "Engineer" at "Acme" on 2030-12-01 10:00 with @lee' > acme.kindly
      $ kindly acme.kindly
      ```

      """##
    ),
  ]
}
