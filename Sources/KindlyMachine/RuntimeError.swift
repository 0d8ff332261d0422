// What can go wrong while a program runs, as data: the kind, where it happened, and the calls that led there. The words
// stand in `RuntimeError+Message.swift`. Codes are explicit and never reused; what a host refuses keeps its own code.

import KindlyDiagnostics
import KindlySource
import KindlyTime

public struct RuntimeError: Error, Sendable {
  /// One call that was under way.
  public struct Call: Hashable, Sendable {
    /// The name of the function that was called; empty for a lambda.
    public let function: String
    /// Where the call stands.
    public let span: Span?
  }

  public let fault: Fault
  /// Where it happened, if a place in a source can be named.
  public let span: Span?
  /// The calls under way, innermost first: of many only the first `innermost` and the last `outermost`.
  public let trail: [Call]
  /// The calls left out of the middle of the trail, and their function where all are of one.
  public let omitted: (count: Int, function: String?)

  public static let innermost = 5
  public static let outermost = 3

  public init(_ fault: Fault, at span: Span?, trail: [Call] = [], omitted: (count: Int, function: String?) = (0, nil)) {
    self.fault = fault
    self.span = span
    self.trail = trail
    self.omitted = omitted
  }

  public var code: Code { Code(fault.code) }
  /// One sentence in the user's words, without a full stop.
  public var message: String { fault.message }
  public var notes: [String] { fault.notes }

  /// As it is shown.
  public var diagnostic: Diagnostic {
    var steps = trail.map { TrailStep.call($0.function, at: $0.span) }
    if omitted.count > 0 {
      steps.insert(.more(omitted.count, of: omitted.function), at: min(RuntimeError.innermost, steps.count))
    }
    return Diagnostic(code, message, at: span, notes: notes, trail: steps)
  }
}

public enum Fault: Error, Hashable, Sendable {
  case integerOverflow
  case divisionByZero
  case notFinite
  case indexOutOfRange(index: Int64, count: Int, isText: Bool)
  case notWhole(Double)
  case tooDeep
  case outOfMemory
  case textTooLong
  case listTooLong
  case mapTooLarge
  case failed(String)
  case unmet(Expectation)
  case time(TimeError)
  case unknownZone(String)
  case emptySeparator(String)
  case noMatch
  case interrupted
  case timedOut
  case busy
  case functionTooLarge
  case notSupported(String)
  case wrongValue(wanted: String)
  /// A text that is no pattern, and what is wrong with it.
  case pattern(String)
  /// An argument that the function does not take, and what it wants instead.
  case argument(function: String, wants: String)
  case noSuchDate(year: Int64, month: Int64, day: Int64)
  case noSuchTime(hour: Int64, minute: Int64, second: Int64?)
  case host(HostError)
  /// The compiler has made code that the machine could not run, and what is wrong with it.
  case unsoundCode(String)

  /// The number of the code.
  public var code: UInt16 {
    switch self {
    case .integerOverflow: 401
    case .divisionByZero: 402
    case .notFinite: 403
    case .indexOutOfRange: 404
    case .notWhole: 405
    case .tooDeep: 406
    case .outOfMemory: 407
    case .textTooLong: 408
    case .listTooLong: 409
    case .mapTooLarge: 450
    case .failed: 410
    case .unmet: 411
    case .time(.noHolidays): 422
    case .time: 412
    case .noSuchDate: 423
    case .noSuchTime: 424
    case .unknownZone: 413
    case .emptySeparator: 414
    case .noMatch: 415
    case .interrupted: 416
    case .timedOut: 417
    case .busy: 418
    case .functionTooLarge: 419
    case .notSupported: 420
    case .wrongValue: 421
    case .pattern: 430
    case .argument: 431
    case .host(let error): error.code
    case .unsoundCode: 369
    }
  }

  /// Whether `catch` catches it: not what ends the run from outside.
  var isCatchable: Bool {
    switch self {
    case .interrupted, .timedOut, .outOfMemory, .unsoundCode: false
    default: true
    }
  }
}
