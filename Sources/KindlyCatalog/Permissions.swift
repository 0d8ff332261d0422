// What a program may reach besides the store: folders to read and to write below, and variables of the environment. Data
// alone; what a path names on the disk, links and all, is decided where it is opened.

public struct Permissions: Hashable, Sendable {
  /// What the user says at the prompt, with `eval` or in `init.kindly` is bound by nothing here.
  public let isUnrestricted: Bool
  /// The working folder: what relative paths begin at.
  public let working: String
  /// What `~/` stands for.
  public let home: String
  /// Below these a program may read; the working folder is one of them.
  public let readable: [String]
  public let writable: [String]
  /// The mailboxes of `me.inbox`, which `inbox` reads besides.
  public let mailboxes: [String]
  public let variables: Set<String>

  public static let everything = Permissions(
    isUnrestricted: true, working: "/", home: "/", readable: [], writable: [], mailboxes: [], variables: [])

  /// A script's: the working folder, and what it is given.
  public init(
    working: String, home: String, readable: [String] = [], writable: [String] = [], mailboxes: [String] = [],
    variables: [String] = []
  ) {
    let folders = { (given: [String]) in
      [working] + given.map { Self.absolute($0, in: working, home: home) }
    }
    self.init(
      isUnrestricted: false, working: working, home: home, readable: folders(readable), writable: folders(writable),
      mailboxes: mailboxes.map { Self.absolute($0, in: working, home: home) }, variables: Set(variables))
  }

  private init(
    isUnrestricted: Bool, working: String, home: String, readable: [String], writable: [String], mailboxes: [String],
    variables: Set<String>
  ) {
    (self.isUnrestricted, self.working, self.home) = (isUnrestricted, working, home)
    (self.readable, self.writable, self.mailboxes, self.variables) = (readable, writable, mailboxes, variables)
  }

  // MARK: - Asking

  public func mayRead(_ path: String) -> Bool { isUnrestricted || Self.holds(readable, absolute(path)) }
  public func mayWrite(_ path: String) -> Bool { isUnrestricted || Self.holds(writable, absolute(path)) }
  public func mayReadMail(_ path: String) -> Bool {
    isUnrestricted || Self.holds(readable + mailboxes, absolute(path))
  }
  public func mayAsk(_ variable: String) -> Bool { isUnrestricted || variables.contains(variable) }

  /// The option that lets a program read or write a file: `--allow-read /home/sam/mail`.
  public func option(toRead path: String) -> String { Self.option(toReadBelow: Self.folder(of: absolute(path))) }
  public static func option(toReadBelow folder: String) -> String { "--allow-read \(word(folder))" }
  public func option(toWrite path: String) -> String { "--allow-write \(Self.word(Self.folder(of: absolute(path))))" }
  public static func option(toAsk variable: String) -> String { "--allow-env \(word(variable))" }

  // MARK: - Paths as texts

  /// The path from the root, without `.` and `..`; these are taken away by the names alone, before the disk is asked.
  public func absolute(_ path: String) -> String { Self.absolute(path, in: working, home: home) }

  public static func absolute(_ path: String, in working: String, home: String) -> String {
    var whole = path
    if path == "~" || path.hasPrefix("~/") {
      whole = home + path.dropFirst()
    } else if !path.hasPrefix("/") {
      whole = working + "/" + path
    }
    return "/" + parts(whole).joined(separator: "/")
  }

  /// The names of an absolute path, `..` resolved.
  public static func parts(_ path: String) -> [String] {
    var parts: [String] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    return parts
  }

  private static func holds(_ folders: [String], _ path: String) -> Bool {
    let wanted = parts(path)
    return folders.contains { wanted.starts(with: parts($0)) }
  }

  private static func folder(of path: String) -> String {
    let above = parts(path).dropLast()
    return "/" + above.joined(separator: "/")
  }

  /// A word as a shell takes it.
  private static func word(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "/._-+:@%,=".utf8.contains(byte)
      }
    }
    return plain && !text.isEmpty
      ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

/// Something outside the store that a program would use: what `kindly check --effects` lists.
public enum Need: Hashable, Sendable {
  /// A file; nothing where its name is made as the program runs.
  case reads(String?)
  case readsMail(String?)
  /// The mailboxes of `me.inbox`, for which no permission is needed.
  case readsOwnMail
  case writes(String?)
  case variable(String?)
  case approves
}
