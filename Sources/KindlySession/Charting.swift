// Which rows make which picture: records with a name and a number are bars, interviews and deadlines a timeline. Drawing is
// KindlyFormats'.

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
      guard let (label, number) = columns(fields) else { return nil }
      return .bars(try bars(rows, label, number))
    case .noun(.interview, _), .noun(.deadline, _):
      return .timeline(Picture.Timeline(today: host.now.date, events: try rows.compactMap(event)))
    default: return nil
    }
  }

  /// The field that names a bar, and the one that says how long it is: the last number, for `group` puts keys first.
  private func columns(_ fields: [Value.Field]) -> (label: Int, number: Int)? {
    let numbers = fields.indices.filter { isNumber(fields[$0].value) }
    guard let number = numbers.last else { return nil }
    let label = fields.indices.first { index in
      if case .list = fields[index].value { return false }
      return index != number
    }
    return label.map { ($0, number) }
  }

  private func isNumber(_ value: Value) -> Bool {
    switch value {
    case .int, .number: true
    default: false
    }
  }

  private func bars(_ rows: [Value], _ label: Int, _ number: Int) throws -> [Picture.Bar] {
    var bars: [(order: Int, bar: Picture.Bar)] = []
    for case .record(let fields) in rows {
      let name = fields[label].value
      // The stages and outcomes stand in their own order: that is the funnel.
      var order = 0
      if case .enumeration(_, let place) = name { order = place }
      let value: Double
      switch fields[number].value {
      case .int(let whole): value = Double(whole)
      case .number(let real): value = real
      default: value = 0
      }
      bars.append(
        (
          order,
          Picture.Bar(
            label: name == .nothing ? "-" : try text(name), value: value, number: try text(fields[number].value))
        ))
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

  private func text(_ value: Value) throws -> String { try Rendering(host: host).plain(value) }
}

extension RunHost {
  func chart(_ value: Value) throws {
    guard let picture = try Charting(host: self).picture(value) else { throw noPicture() }
    try output.write(picture.text(width: options.width ?? 80))
  }

  func noPicture() -> HostError {
    HostError(
      code: 433, "there is no picture of these rows",
      notes: ["records with a name and a number make bars, interviews and deadlines a timeline"])
  }
}
