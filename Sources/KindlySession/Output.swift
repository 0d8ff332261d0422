// Where a session prints: results to standard output through a buffer, diagnostics to standard error. Tests hand in
// another one that keeps what was printed.

import Foundation
import KindlyMachine

public protocol Output: AnyObject {
  /// Takes UTF-8 for standard output.
  func write(_ bytes: UnsafeRawBufferPointer) throws
  /// Takes text for standard error.
  func complain(_ text: String)
  /// Hands on what is buffered.
  func flush() throws
}

extension Output {
  public func write(_ text: String) throws {
    var text = text
    try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
  }
}

/// A write to standard output that failed: a full disk, a closed pipe.
public struct OutputError: Error, Sendable {
  public let errno: Int32
  /// Whether whoever was reading has gone, which is no error of ours.
  public var isClosedPipe: Bool { errno == EPIPE }

  /// What there is to say of it; nothing where whoever was reading has gone, as `head` does.
  public var message: String? { isClosedPipe ? nil : "kindly: cannot print: \(String(cString: strerror(errno)))" }
}

/// The process's own streams.
public final class StandardOutput: Output {
  private var buffer: [UInt8] = []
  private let size: Int
  private let limit: RunLimit

  /// - Parameters:
  ///   - isInteractive: hands on every line at once, for a person who is looking.
  ///   - limit: what ends the waiting for a reader who does not read.
  public init(isInteractive: Bool, limit: RunLimit = RunLimit()) {
    size = isInteractive ? 0 : 1 << 16
    self.limit = limit
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count > size { try flush() }
  }

  public func flush() throws {
    defer { buffer.removeAll(keepingCapacity: true) }
    try StandardOutput.writeAll(buffer, to: STDOUT_FILENO, limit)
  }

  public func complain(_ text: String) {
    try? flush()
    try? StandardOutput.writeAll(Array(text.utf8), to: STDERR_FILENO)
  }

  /// With a limit it waits for a reader no longer than the run may go on.
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ limit: RunLimit? = nil) throws {
    var state = stat()
    let mayWait = limit != nil && fstat(descriptor, &state) == 0 && state.st_mode & S_IFMT != S_IFREG
    try bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count {
        if mayWait, let limit { try waitForRoom(descriptor, limit) }
        let size = mayWait ? min(buffer.count - start, partSize) : buffer.count - start
        let count = Foundation.write(descriptor, buffer.baseAddress.map { $0 + start }, size)
        if count >= 0 {
          start += count
        } else if errno != EINTR {
          throw OutputError(errno: errno)
        }
      }
    }
  }

  /// What a pipe takes at once where it takes anything (PIPE_BUF).
  private static let partSize = 4096

  private static func waitForRoom(_ descriptor: Int32, _ limit: RunLimit) throws {
    var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while poll(&place, 1, 20) <= 0 { try limit.check() }
  }
}

/// Keeps what is printed, for tests and for `plan`.
public final class CapturedOutput: Output {
  public private(set) var text = ""
  public private(set) var complaints = ""

  public init() {}
  public func write(_ bytes: UnsafeRawBufferPointer) { text += String(decoding: bytes, as: UTF8.self) }
  public func complain(_ text: String) { complaints += text }
  public func flush() {}

  /// What was printed since the last time.
  func take() -> String {
    defer { text = "" }
    return text
  }

  func takeComplaints() -> String {
    defer { complaints = "" }
    return complaints
  }
}
