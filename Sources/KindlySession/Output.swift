// Where a session prints: results to standard output through a buffer, diagnostics to standard error. Tests hand in
// another one that keeps what was printed.

import Foundation

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
  private let limit: Int

  /// - Parameter isInteractive: hands on every line at once, for a person who is looking.
  public init(isInteractive: Bool) {
    limit = isInteractive ? 0 : 1 << 16
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count > limit { try flush() }
  }

  public func flush() throws {
    defer { buffer.removeAll(keepingCapacity: true) }
    try StandardOutput.writeAll(buffer, to: STDOUT_FILENO)
  }

  public func complain(_ text: String) {
    try? flush()
    try? StandardOutput.writeAll(Array(text.utf8), to: STDERR_FILENO)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
    try bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count {
        let count = Foundation.write(descriptor, buffer.baseAddress.map { $0 + start }, buffer.count - start)
        if count >= 0 {
          start += count
        } else if errno != EINTR {
          throw OutputError(errno: errno)
        }
      }
    }
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
