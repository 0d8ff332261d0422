// The address of a mail server, as the transport uses it. What such an address is, is the catalog's (`ServerAddress`),
// which the checker and the store ask as well.

import KindlyCatalog

/// Where letters are handed in.
public struct SMTPAddress: Sendable, Equatable {
  /// Whether the connection is safe from its first byte; otherwise it becomes so with STARTTLS.
  public let isTLS: Bool
  public let user: String?
  /// A name, an IPv4 address, or an IPv6 one in its brackets.
  public let host: String
  public let port: Int

  /// - Throws: `badServer` for what is no such address, `passwordInServer` for one with a password.
  public init(_ text: String) throws(MailError) {
    do throws(ServerAddress.Refusal) {
      let address = try ServerAddress(text)
      isTLS = address.isTLS
      user = address.user
      host = address.host
      port = address.port
    } catch {
      switch error {
      case .malformed(let shown): throw .badServer(shown)
      case .holdsPassword: throw .passwordInServer
      }
    }
  }

  /// Whether it is this machine, which nobody can listen in on.
  public var isLoopback: Bool {
    host.lowercased() == "localhost" || host == "[::1]"
      || (host.hasPrefix("127.") && host.split(separator: ".").count == 4
        && host.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) })
  }

  public var text: String { "\(isTLS ? "smtps" : "smtp")://\(host):\(port)" }
}
