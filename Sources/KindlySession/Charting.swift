// Which rows make which picture: records with a name and a number are bars; interviews, deadlines, and records with a name
// and a day are a timeline. Drawing is KindlyFormats'.

import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyTime

struct Charting {
  let host: RunHost

  /// The picture of some rows; nil for rows of which there is none.
  func picture(_ value: Value) throws -> Picture? {
    guard case .list(let rows) = value else { return nil }
    guard let first = rows.first else { return .bars([]) }
    switch first {
    case .record(let fields):
      let records = rows.compactMap { row -> [Value]? in
        if case .record(let found) = row, found.count == fields.count { found.map(\.value) } else { nil }
      }
      return records.count == rows.count ? try picture(of: records, fields.map(\.name)) : nil
    case .noun(.interview, _), .noun(.deadline, _):
      return .timeline(Picture.Timeline(today: host.now.date, events: try rows.compactMap(event)))
    default: return nil
    }
  }

  /// Bars of a number, or else a timeline of a day. The first row may lack what others have, so all are asked.
  private func picture(of rows: [[Value]], _ names: [String]) throws -> Picture? {
    func all(_ fit: (Value) -> Bool) -> [Int] {
      names.indices.filter { index in
        let values = rows.compactMap { index < $0.count ? $0[index] : nil }.filter { $0 != .nothing }
        return !values.isEmpty && values.allSatisfy(fit)
      }
    }
    func label(besides chosen: Int) -> Int? {
      let lists = all { if case .list = $0 { true } else { false } }
      return names.indices.first { $0 != chosen && !lists.contains($0) }
    }
    let numbers = all { length(of: $0) != nil }
    // What `group` counts, else the first number behind the key, which may be one too.
    if let number = numbers.first(where: { names[$0] == "count" }) ?? numbers.first(where: { $0 > 0 }) ?? numbers.first
    {
      return try label(besides: number).map { .bars(try bars(rows, $0, number)) }
    }
    let days = all { day(of: $0) != nil }
    guard let on = days.first, let label = label(besides: on) else { return nil }
    let events = try rows.compactMap { row -> Picture.Event? in
      guard let day = day(of: row[on]) else { return nil }
      return Picture.Event(label: try name(row[label]), day: day, mark: day < host.now.date ? .past : .meeting)
    }
    return .timeline(Picture.Timeline(today: host.now.date, events: events))
  }

  /// As a number, a duration in hours; nothing of months and business days, which have no length of their own.
  private func length(of value: Value) -> Double? {
    switch value {
    case .int(let whole): Double(whole)
    case .number(let real): real
    case .duration(let duration): try? duration.totalHours()
    default: nil
    }
  }

  private func day(of value: Value) -> CivilDate? {
    switch value {
    case .date(let date): date
    case .dateTime(let time): time.date
    default: nil
    }
  }

  private func bars(_ rows: [[Value]], _ label: Int, _ number: Int) throws -> [Picture.Bar] {
    let bars = try rows.map { row in
      // The stages and outcomes stand in their own order: that is the funnel.
      var order = 0
      if case .enumeration(_, let place) = row[label] { order = place }
      let bar = Picture.Bar(
        label: try name(row[label]), value: length(of: row[number]) ?? 0, number: try name(row[number]))
      return (order: order, bar: bar)
    }
    return bars.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(\.element.bar)
  }

  private func event(_ row: Value) throws -> Picture.Event? {
    guard case .noun(let noun, let id) = row else { return nil }
    if noun == .interview {
      guard case .dateTime(let starts) = try host.value(noun, id, "starts") else { return nil }
      let label = "\(try host.text(noun, id, "company") ?? ""), \(try host.text(noun, id, "role") ?? "")"
      let isOver = try host.anyValue(noun, id, "upcoming") != .bool(true)
      return Picture.Event(label: label, day: starts.date, mark: isOver ? .past : .meeting)
    }
    guard case .dateTime(let due) = try host.value(noun, id, "due") else { return nil }
    let isDone = try host.value(noun, id, "done_at") != .nothing
    return Picture.Event(
      label: try host.text(noun, id, "title") ?? "", day: due.date, mark: isDone ? .past : .task)
  }

  private func name(_ value: Value) throws -> String {
    value == .nothing ? "-" : try Rendering(host: host).plain(value)
  }
}

extension RunHost {
  func chart(_ value: Value) throws {
    guard let picture = try Charting(host: self).picture(value) else { throw noPicture() }
    try output.write(picture.text(width: options.width ?? 80))
  }

  func noPicture() -> HostError {
    HostError(
      code: 433, "there is no picture of these rows",
      notes: [Verb.pictures])
  }
}
