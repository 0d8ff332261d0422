// Whole reads and whole writes on a file descriptor, in the face of signals and short counts.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes all bytes; false when the descriptor does not take them.
@discardableResult
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  bytes.withUnsafeBytes { buffer in
    var written = 0
    while written < buffer.count {
      let count = write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      if count > 0 {
        written += count
      } else if errno == EAGAIN {
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&ready, 1, -1)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}

/// Reads what is there, up to a few kilobytes; empty at the end of input and on an error.
func readSome(_ descriptor: Int32) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
    var got = -1
    repeat { got = read(descriptor, buffer.baseAddress, buffer.count) } while got < 0 && errno == EINTR
    count = max(0, got)
  }
}

/// Reads to the end, or to the first error.
func readAll(_ descriptor: Int32) -> [UInt8] {
  var all: [UInt8] = []
  while true {
    let some = readSome(descriptor)
    if some.isEmpty { return all }
    all += some
  }
}
