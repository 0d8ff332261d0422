// `kindly simulate FILE --days 14 --at 08:00`: a copy of the store in memory, the clock run ahead over each firing of the
// script, and a timeline of what would come of it. A letter that is sent counts as sent at once, as if the user saw to
// it; what is assumed of others happens on its day. Nothing outside is reached. What is told is Timeline.swift's.

import Foundation
import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyFormats
import KindlyMachine
import KindlyStore
import KindlyTime

/// How a script is simulated.
public struct SimulationOptions: Sendable {
  public var days = 14
  /// As it is written: `08:00`.
  public var at = "08:00"
  public var assumptions: [String] = []
  /// A picture of it; none unless given.
  public var picturePath: String?

  public init() {}
}

/// What is assumed of others, or of the user.
enum Assumption: Equatable {
  /// `reply from @dana on 2026-12-01`.
  case reply(from: String, on: CivilDate)
  /// `I approve`: every draft that no rule forbids, before each firing.
  case approval

  init?(_ text: String) {
    let words = text.split(separator: " ").map { $0.lowercased() }
    if words == ["i", "approve"] {
      self = .approval
    } else if words.count == 5, words[0] == "reply", words[1] == "from", words[2].hasPrefix("@"), words[3] == "on",
      let date = CivilDate(iso: words[4])
    {
      self = .reply(from: String(words[2].dropFirst()), on: date)
    } else {
      return nil
    }
  }
}

extension Session {
  public func simulate(name: String, bytes: [UInt8], _ how: SimulationOptions) -> RunStatus {
    perform(.rehearsing, voice: .script) { run in
      guard let time = TimeOfDay(iso: how.at), (1...3660).contains(how.days) else {
        output.complain("kindly: `simulate` takes --days from 1 to 3660 and --at such as 08:00\n")
        return .usage
      }
      var assumptions: [Assumption] = []
      for text in how.assumptions {
        guard let assumption = Assumption(text) else {
          output.complain(
            "kindly: cannot assume `\(Printable.line(text))`: write `reply from @dana on 2026-12-01` or `I approve`\n")
          return .usage
        }
        assumptions.append(assumption)
      }
      let tell = host.tell
      // What is refused stands in the timeline.
      host.tell = { _ in }
      defer { host.tell = tell }
      guard let program = try program(name, bytes, CheckOptions(voice: .script)) else { return .source }
      host.declaring = declaringSource(of: program, name: name, .script)
      try refuseUnreadArguments(name)
      let start = host.now
      for case .reply(let handle, let date) in assumptions where date < start.date {
        output.complain("kindly: a reply from @\(handle) on \(date) lies before the simulation: record it instead\n")
        return .usage
      }
      var timeline = Timeline(host: host)
      var status = RunStatus.success
      try makeConstants(program)
      try timeline.begin()
      // Where today's hour has passed, the first firing is tomorrow's.
      let isPast = try DateTime(start.date, time, zone: start.zone).instant < start.instant
      for day in 0..<how.days {
        guard let date = try? start.date.adding(days: isPast ? day + 1 : day) else { break }
        let moment = try DateTime(date, time, zone: start.zone)
        try limit.check()
        if try !fire(program, at: moment, assumptions, &timeline) { status = .failure }
      }
      run.say(
        options.format == .table
          ? timeline.text(from: start, days: how.days, name: name) : try Rendering(host: host).shown(timeline.rows))
      if let path = how.picturePath {
        run.save(path, Array(timeline.picture(today: start.date).svg(title: name).utf8))
      }
      return status
    }
  }

  /// One firing; false where it failed, and nothing of it stays.
  private func fire(
    _ program: CheckedProgram, at moment: DateTime, _ assumptions: [Assumption], _ timeline: inout Timeline
  ) throws -> Bool {
    host.beginRun(now: moment)
    try host.store.begin(.writing)
    for assumption in assumptions { try assume(assumption, &timeline) }
    try host.store.commit(nil)
    try host.store.begin(.writing)
    host.voice = .script
    do {
      _ = try machine.run(program.unit)
      for message in host.toDeliver where try host.state(of: message) == .approved {
        guard try SendWindow(host: host, message).opening(from: host.now) == nil else { continue }
        try host.move(message, ["state": MessageState.sent.value, "sent_at": .dateTime(host.now), "problem": .nothing])
      }
      try host.store.commit(nil)
    } catch let error as RuntimeError {
      try limit.check()
      host.store.rollback()
      host.beginRun(now: moment)
      try host.store.begin(.writing)
      timeline.add(moment, "failed", "", error.diagnostic.message)
      return false
    }
    try host.store.begin(.writing)
    try timeline.look()
    return true
  }

  private func assume(_ assumption: Assumption, _ timeline: inout Timeline) throws {
    switch assumption {
    case .approval:
      host.voice = .user
      for message in try host.store.rows(of: .message) where try host.state(of: message) == .draft {
        if try host.refusal(of: message, isApproval: true) == nil {
          try host.move(
            message, ["state": MessageState.approved.value, "approved_at": .dateTime(host.now), "problem": .nothing])
        }
      }
    case .reply(let handle, let date):
      guard !timeline.hasHappened(assumption), date <= host.now.date else { return }
      timeline.happened(assumption)
      guard let found = try host.asking({ try host.store.row(handle: handle) }), found.noun == .contact else {
        throw HostError(code: 508, "there is no contact `@\(handle)`")
      }
      var newest: (row: RowID, starts: Int)?
      for interview in try host.store.rows(of: .interview) {
        guard case .dateTime(let starts) = try host.value(.interview, interview, "starts"), starts.date <= date,
          case .list(let people) = try host.anyValue(.interview, interview, "everyone")
        else { continue }
        let isTheirs =
          try people.contains(.noun(.contact, found.row))
          || host.value(.interview, interview, "via") == .noun(.contact, found.row)
        if isTheirs, starts.instant > newest?.starts ?? .min { newest = (interview, starts.instant) }
      }
      guard let newest else {
        return timeline.add(host.now, "reply", "@\(handle)", "about no interview that is known")
      }
      try host.set(
        .interview, newest.row, field: Noun.interview.spec.fieldIndex("heard_on") ?? 0, to: .date(date))
      timeline.add(host.now, "reply", "@\(handle)", "about @\(try host.handle(.interview, newest.row))")
    }
  }
}
