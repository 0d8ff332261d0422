// What letters are handed to in tests: a mail server and a sendmail, both real programs on this machine, which say what
// they were given and have mishaps when they are told to.

import Foundation
import Testing

@testable import KindlySession

/// A mail server of Fixtures/smtp_server.py, until its last owner has gone.
final class MailServer {
  enum Mode: String { case plain, starttls, tls }

  let folder: TemporaryFolder
  let port: Int
  private let process = Process()
  private let input = Pipe()

  init(_ mode: Mode = .plain) throws {
    folder = try TemporaryFolder()
    let certificate = mode == .plain ? [] : try Certificate.shared.get().paths
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["python3", Project.root + "/Tests/SessionTests/Fixtures/smtp_server.py", folder.path, mode.rawValue]
      + certificate
    process.standardInput = input
    try process.run()
    let end = Date() + 60
    var text = ""
    while text.isEmpty, Date() < end {
      usleep(10_000)
      text = (try? String(contentsOfFile: folder.file("port"), encoding: .utf8)) ?? ""
    }
    port = try #require(Int(text), "the mail server does not start")
  }

  deinit { process.terminate() }

  /// `rcpt 451 later`, a line for each step; nothing for no mishap.
  func plan(_ lines: String) throws { try lines.write(toFile: folder.file("plan"), atomically: true, encoding: .utf8) }

  /// The Message-IDs of the letters that it took.
  var letters: [String] { lines(folder.file("letters")) }
  var said: [String] { lines(folder.file("said")) }
}

/// A sendmail of Fixtures/sendmail.sh.
final class SendmailStand {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var command: String { Project.root + "/Tests/SessionTests/Fixtures/sendmail.sh " + folder.path }

  func plan(_ text: String) throws { try text.write(toFile: folder.file("plan"), atomically: true, encoding: .utf8) }

  var letters: [String] { lines(folder.file("letters")) }
  var arguments: [String] { lines(folder.file("arguments")) }
}

func lines(_ path: String) -> [String] {
  let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  return text.split(separator: "\n").map(String.init)
}

/// A certificate for `localhost` that nobody trusts unless told to.
struct Certificate {
  let folder: TemporaryFolder
  var certificate: String { folder.file("certificate.pem") }
  var paths: [String] { [certificate, folder.file("key.pem")] }

  nonisolated(unsafe) static let shared = Result { try Certificate() }

  private init() throws {
    folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
      "subjectAltName=DNS:localhost", "-out", certificate, "-keyout", folder.file("key.pem"),
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }
}

/// A home whose programs may be told which certificates to trust.
extension Home {
  func start(_ arguments: [String], trusting certificate: String?) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Program.path, "the program is not built"))
    process.arguments = arguments
    process.environment = environment.merging(certificate.map { ["CURL_CA_BUNDLE": $0] } ?? [:]) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    return process
  }

  func run(_ arguments: [String], trusting certificate: String) throws -> Finished {
    let process = try start(arguments, trusting: certificate)
    let (stdout, stderr) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (stdout, stderr)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = stdout.fileHandleForReading.readDataToEndOfFile()
    let complaints = stderr.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Finished(
      status: process.terminationStatus, text: String(decoding: text, as: UTF8.self),
      complaints: String(decoding: complaints, as: UTF8.self))
  }
}
