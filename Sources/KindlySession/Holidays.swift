// The calendars that `me.holidays` may name: the library's files and the user's own, each a source that declares
// `fn holidays(year: Int)`. A file is read, and its function asked, when business days first pass a year of it, in an
// environment and a machine of its own, which reach no record, no clock and no file.
// Invariant: naming a calendar costs nothing; what is wrong with its file is told whenever its holidays are asked for.

import Foundation
import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlySource
import KindlySyntax
import KindlyTime

final class HolidayCalendars {
  private let folder: String?
  private let sources: SourceMap
  private let limit: RunLimit
  private var known: [String: BusinessCalendar] = [:]

  /// `folder` holds the user's own files, which go before the library's of the same name.
  init(folder: String?, sources: SourceMap, limit: RunLimit) {
    self.folder = folder
    self.sources = sources
    self.limit = limit
  }

  /// What may be named, in order.
  func names() -> [String] { Set(Library.holidays.map(\.name)).union(ownFiles().keys).sorted() }

  func has(_ name: String) -> Bool { names().contains(HolidayName.normalized(name)) }

  /// The business days around the holidays of that name.
  func calendar(named name: String) -> BusinessCalendar {
    let name = HolidayName.normalized(name)
    if let calendar = known[name] { return calendar }
    let file = HolidayFile(name: name, source: source(of: name), sources: sources, limit: limit)
    let calendar = BusinessCalendar { year throws(TimeError) in try file.holidays(of: year) }
    known[name] = calendar
    return calendar
  }

  private func source(of name: String) -> HolidayFile.Source {
    if let path = ownFiles()[name] { return .file(path) }
    if let own = Library.holidays.first(where: { $0.name == name }) { return .library(own.text) }
    return .missing
  }

  /// The user's files by their names.
  private func ownFiles() -> [String: String] {
    guard let folder, let entries = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [:] }
    var found: [String: String] = [:]
    for entry in entries.sorted() where entry.hasSuffix(".kindly") {
      let name = HolidayName.normalized(String(entry.dropLast(7)))
      if HolidayName.isSound(name), found[name] == nil { found[name] = folder + "/" + entry }
    }
    return found
  }
}

/// One file of holidays, read when it is first asked.
private final class HolidayFile: @unchecked Sendable {
  enum Source {
    case library(String)
    case file(String)
    case missing
  }

  private let name: String
  private let source: Source
  private let sources: SourceMap
  private let limit: RunLimit
  // A session, and so each of its calendars, belongs to one thread.
  private var function: Result<HolidayFunction, TimeError>?

  init(name: String, source: Source, sources: SourceMap, limit: RunLimit) {
    self.name = name
    self.source = source
    self.sources = sources
    self.limit = limit
  }

  func holidays(of year: Int) throws(TimeError) -> [Holiday] {
    let function = function ?? read()
    // What was cut off is read again by the next run.
    if !limit.isOver { self.function = function }
    do {
      return try function.get().holidays(of: year)
    } catch let error as TimeError {
      throw error
    } catch let error as RuntimeError {
      throw unusable(placed(error.diagnostic) + " (asked for \(year))")
    } catch {
      throw unusable("\(error)")
    }
  }

  private func read() -> Result<HolidayFunction, TimeError> {
    let file: SourceFile
    switch source {
    case .library(let text): file = sources.add(name: "stdlib/holidays/\(name).kindly", text: text)
    case .file(let path):
      guard case .success(let bytes) = SourceReader.read(path) else {
        return .failure(unusable("\(path) cannot be read"))
      }
      guard let added = try? sources.add(name: path, bytes: bytes) else {
        return .failure(unusable("\(path) is not UTF-8"))
      }
      file = added
    case .missing:
      return .failure(.noHolidays("there are no holidays called `\(name)` any more, which `me.holidays` names"))
    }
    do {
      return .success(
        try HolidayFunction(
          file, library: sources.add(name: Library.dates.name, text: Library.dates.text),
          limit: limit))
    } catch let diagnostic as HolidayFunction.Refused {
      return .failure(unusable(placed(diagnostic.diagnostic)))
    } catch {
      return .failure(unusable("\(error)"))
    }
  }

  private func unusable(_ why: String) -> TimeError { .noHolidays("the holidays `\(name)` cannot be told: \(why)") }

  /// `mine.kindly:3:12: there is nothing called …`, on one line.
  private func placed(_ diagnostic: Diagnostic) -> String {
    guard let span = diagnostic.span, let file = sources[span.file] else { return diagnostic.message }
    let place = file.position(at: span.start)
    return "\(file.name):\(place.line):\(place.column): \(diagnostic.message) (\(diagnostic.code))"
  }
}

/// The function of a file, checked and ready to be asked.
private final class HolidayFunction {
  struct Refused: Error {
    let diagnostic: Diagnostic
  }

  private let machine: Machine
  private let function: FunctionID
  private static let signature = "fn holidays(year: Int) -> List<{ name: Text, date: Date }>"

  init(_ file: SourceFile, library: SourceFile, limit: RunLimit) throws {
    let environment = Environment(interner: Interner())
    _ = try HolidayFunction.check(library, in: environment)
    let unit = try HolidayFunction.check(file, in: environment)
    guard let found = environment.function(named: environment.interner.intern("holidays")),
      environment.function(found).unit == unit.number,
      HolidayFunction.fits(environment.function(found), environment.types)
    else { throw HolidayFunction.refused("\(file.name) declares no `\(HolidayFunction.signature)`") }
    guard unit.effects.isEmpty, environment.function(found).effects.isEmpty else {
      throw HolidayFunction.refused(
        "\(file.name) may only reckon: holidays read no clock and no records, print nothing and change nothing")
    }
    function = found
    machine = Machine(environment: environment, host: HolidayHost(), limit: limit)
    machine.deadline = .now + HolidayFunction.patience
    _ = try machine.run(unit)
  }

  // No year's holidays take a moment; what takes this long never ends.
  private static let patience = Swift.Duration.seconds(10)

  func holidays(of year: Int) throws -> [Holiday] {
    machine.deadline = .now + HolidayFunction.patience
    guard case .list(let rows) = try machine.call(function, [.int(Int64(year))]) else { return [] }
    return rows.compactMap { row in
      guard case .record(let fields) = row, case .text(let name)? = fields.first(where: { $0.name == "name" })?.value,
        case .date(let date)? = fields.first(where: { $0.name == "date" })?.value
      else { return nil }
      return Holiday(name: name, date: date)
    }
  }

  private static func check(_ file: SourceFile, in environment: Environment) throws -> CheckedUnit {
    let parsed = Parser.parse(file, interner: environment.interner)
    if let error = parsed.errors.first { throw Refused(diagnostic: error.diagnostic) }
    let result = Checker.check(
      parsed.tree, in: environment, handles: NoRecords(), options: CheckOptions(voice: .script, mayReplace: true))
    guard let unit = result.unit else {
      throw result.diagnostics.first { $0.severity == .error }.map(Refused.init) ?? refused("\(file.name) has errors")
    }
    return unit
  }

  private static func refused(_ sentence: String) -> Refused { Refused(diagnostic: Diagnostic(422, sentence, at: nil)) }

  /// One whole number in, a list of names and dates out, whatever their order.
  private static func fits(_ function: FunctionInfo, _ types: TypeTable) -> Bool {
    guard function.parameterTypes == [.int], let row = types.element(function.result),
      case .record(let fields) = types.shape(row)
    else { return false }
    let described = Set(fields.map { types.description(types.type(.record([$0]))) })
    return described == ["{name: Text}", "{date: Date}"]
  }
}

/// There are no records where holidays are reckoned.
private final class NoRecords: HandleDirectory {
  func noun(ofHandle handle: String) -> Noun? { nil }
  func handles() -> [String] { [] }
}
