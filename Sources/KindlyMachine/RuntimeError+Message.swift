// The words for every run-time error, in one place and in the user's terms.

extension Fault {
  /// One sentence in the user's words, without a full stop.
  public var message: String {
    switch self {
    case .integerOverflow: "the result does not fit a 64-bit whole number"
    case .divisionByZero: "division by zero"
    case .notFinite: "the result is not a finite number"
    case .indexOutOfRange(let index, let count, let isText):
      count == 0
        ? "index \(index) is out of range: the \(isText ? "text" : "list") is empty"
        : "index \(index) is out of range: the \(isText ? "text" : "list") has "
          + (count == 1 ? "1 \(isText ? "character" : "element")" : "\(count) \(isText ? "characters" : "elements")")
    case .notWhole(let number): "\(number) does not fit a 64-bit whole number"
    case .tooDeep: "more than 10000 calls within one another"
    case .outOfMemory: "the run needs more memory than its limit allows"
    case .textTooLong: "the text would be longer than 128 megabytes"
    case .listTooLong: "the list would have more than \(Heap.maximumElements) elements"
    case .mapTooLarge: "the map would have more than \(Heap.maximumEntries) entries"
    case .failed(let words): words
    case .unmet(let expectation): expectation.message
    case .time(let error): error.message
    case .unknownZone(let name): "there is no time zone `\(name)`"
    case .emptySeparator(let name): "`\(name)` needs a text that is not empty to look for"
    case .noMatch: "no case of the match fits"
    case .interrupted: "interrupted"
    case .timedOut: "the run took longer than `--timeout` allows"
    case .busy: "a program is running already"
    case .functionTooLarge: "this function has too many variables at once"
    case .notSupported(let what): "\(what) is not supported yet"
    case .wrongValue(let wanted): "a value that should be \(wanted) is not"
    case .pattern(let reason): "this is no pattern: \(reason)"
    case .argument(let function, let wants): "`\(function)` wants \(wants)"
    case .noSuchDate(let year, let month, let day):
      (1...9999).contains(year)
        ? "the calendar has no day \(day) of month \(month) in \(year)" : "years go from 1 to 9999, and this is \(year)"
    case .noSuchTime(let hour, let minute, let second):
      "there is no time of day with hour \(hour), minute \(minute)" + (second.map { ", second \($0)" } ?? "")
    case .host(let error): error.message
    case .unsoundCode(let complaint): "internal error: this was compiled to code that cannot run (\(complaint))"
    }
  }

  public var notes: [String] {
    switch self {
    case .unmet(let expectation): expectation.notes
    case .outOfMemory:
      [
        "`--max-memory SIZE` sets the limit; by default, three quarters of the machine's memory or what `ulimit` allows",
        "often a list keeps growing: work on the rows one at a time with `each`",
      ]
    case .unknownZone: ["zones have names such as `Europe/Berlin`, `America/New_York`, `UTC` or `+01:00`"]
    case .host(let error): error.notes
    case .unsoundCode: ["this is a bug in Kindly, not in your script: please report it with this line"]
    default: []
    }
  }
}
