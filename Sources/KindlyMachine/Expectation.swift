// What an `expect` found where it failed, as data, and how it is told: what was wanted, both sides, the values of the
// parts. Values are told as `print` would inside a list.

import KindlySource

/// An `expect` that did not hold.
public struct Expectation: Hashable, Sendable {
  public struct Part: Hashable, Sendable {
    /// The part as it is written.
    public let source: String
    public let value: String
  }

  /// The comparison, if it was one.
  public let sign: String?
  public let left: String
  public let right: String
  /// In the order of the source; each name once.
  public let parts: [Part]

  /// One sentence without a full stop.
  var message: String {
    switch sign {
    case nil: "expected this to be true"
    case "=="?: "expected both sides to be equal"
    case "!="?: "expected the sides to differ"
    case "in"?: "expected the left side to be in the right one"
    case "not in"?: "expected the left side not to be in the right one"
    case let sign?: "expected left \(sign) right to hold"
    }
  }

  var notes: [String] {
    var lines: [String] = []
    if sign != nil { lines += ["left: \(left)", "right: \(right)"] }
    if sign == "==", let difference { lines.append(difference) }
    return lines + parts.map { "\($0.source) = \(Expectation.shortened($0.value, to: 200))" }
  }

  /// Where two long values part: nobody compares a page by eye.
  private var difference: String? {
    let (first, second) = (Array(left), Array(right))
    guard min(first.count, second.count) > 60 else { return nil }
    let common = zip(first, second).prefix { $0 == $1 }.count
    func around(_ text: [Character]) -> String {
      let from = max(0, common - 15)
      let to = min(text.count, common + 25)
      return (from > 0 ? "…" : "") + String(text[from..<max(from, to)]) + (to < text.count ? "…" : "")
    }
    return "they part at: \(around(first)) and \(around(second))"
  }

  /// On one line, with an end.
  static func shortened(_ text: String, to limit: Int) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count > limit ? line.prefix(limit - 1) + "…" : line
  }
}

extension Machine {
  func expectation(_ plan: ExpectPlan, _ r: Window) -> Expectation {
    var (left, right) = ("", "")
    var parts: [Expectation.Part] = []
    // What is a side by itself is told already.
    let sides = plan.parts.filter { $0.role != .part }.map { quote($0.span) }
    for (index, part) in plan.parts.enumerated() where r[index] != 0 {
      let value = Ref(r[index]).string
      switch part.role {
      case .left: left = value
      case .right: right = value
      case .part:
        let source = Expectation.shortened(quote(part.span), to: 60)
        if !source.isEmpty, !sides.contains(source), !parts.contains(where: { $0.source == source }) {
          parts.append(.init(source: source, value: value))
        }
      }
    }
    return Expectation(sign: plan.sign?.spelling, left: left, right: right, parts: parts)
  }
}
