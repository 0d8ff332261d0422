// What a session is told from outside: where the store is, what time it is, how to print. Everything that would make
// two runs differ comes in through here.

import Foundation
import KindlyCatalog
import KindlyMachine
import KindlyTime

public struct SessionOptions: Sendable {
  public enum Format: String, Sendable, CaseIterable {
    case table, json, ndjson, csv

    /// For a sentence.
    public static let words = RowFormat.listed(allCases.map(\.rawValue), "or")
  }

  /// The path of the store's file.
  public var storePath: String
  /// The moment that is now; `nil` asks the machine's clock, once a run.
  public var now: String?
  /// The zone that wins over `me.zone` for this run.
  public var zone: String?
  public var format: Format = .table
  /// Whether diagnostics on standard error are coloured.
  public var isColored = false
  /// Whether tables on standard output may be bold.
  public var isOutputColored = false
  /// The columns of the terminal, where standard output is one.
  public var width: Int?
  public var isQuiet = false
  /// Seconds to wait for the store's lock.
  public var wait: Double = 5
  /// What ends a run from outside: a signal, and the end of its time.
  public var limit = RunLimit()
  /// Bytes of memory that a run may use; what the machine and the process's own limits leave where there is none.
  public var maxMemory: Int?
  /// The arguments of the script.
  public var arguments: [String] = []
  /// What `env` reads.
  public var environment: [String: String] = [:]
  /// What a script may reach besides its own folder: folders to read and to write below, variables of the environment.
  public var allowRead: [String] = []
  public var allowWrite: [String] = []
  public var allowEnv: [String] = []
  /// What relative paths begin at.
  public var workingFolder = FileManager.default.currentDirectoryPath
  /// The user's own rules and templates, read before every run; nothing where there are none.
  public var initPath: String?
  /// What the command needs of them.
  public var initUse = InitUse.needed
  /// Whether they are left out this time.
  public var skipsInit = false
  /// Whether nothing outside is reached: the store is in memory, the zone is UTC until `me.zone` says otherwise, and
  /// what is sent goes nowhere. Tests are run so.
  public var isRehearsal = false
  /// Whether the store answers what it can of a pipeline; otherwise all of it is asked row by row, with the same result.
  public var asksStore = true
  /// Whether compiled code is verified before it runs: in builds for debugging, and where `KINDLY_VERIFY` is `1`.
  public var verifiesCode: Bool { environment["KINDLY_VERIFY"].map { $0 == "1" } ?? Machine.isDebugBuild }
  /// Hands a text to the user's editor, and gives what it left; nil where the editor failed. None where nobody is there.
  public var editor: (@Sendable (String) -> String?)?
  /// Where the files that a program uses are found.
  public var files = SourceFiles.disk()

  public init(storePath: String) { self.storePath = storePath }

  /// Where the user's own holidays are: beside their rules.
  var holidayFolder: String? { initPath.map { ($0 as NSString).deletingLastPathComponent + "/holidays" } }

  /// `$KINDLY_STORE`, else `$XDG_DATA_HOME/kindly/kindly.db`, else `~/.local/share/kindly/kindly.db`.
  public static func standardStorePath(environment: [String: String]) -> String {
    if let path = environment["KINDLY_STORE"], !path.isEmpty { return path }
    return dataFolder(environment: environment) + "/kindly.db"
  }

  /// The folder of the store and of the prompt's history.
  public static func dataFolder(environment: [String: String]) -> String {
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/kindly" }
    return home(environment) + "/.local/share/kindly"
  }

  /// `$XDG_CONFIG_HOME/kindly/init.kindly`, else `~/.config/kindly/init.kindly`.
  public static func standardInitPath(environment: [String: String]) -> String {
    if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") { return config + "/kindly/init.kindly" }
    return home(environment) + "/.config/kindly/init.kindly"
  }

  private static func home(_ environment: [String: String]) -> String {
    if let home = environment["HOME"], !home.isEmpty { return home }
    return NSHomeDirectory()
  }
}
