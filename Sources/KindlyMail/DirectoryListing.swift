// The few things Maildir asks of the file system besides delivery: names in a folder, the head of a file,
// and a failure's number turned into a typed error with the system's own words.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

enum DirectoryListing {
  /// More than any header there is; what stands behind it is not read.
  private static let headLimit = 1 << 18

  /// The names in a folder, sorted; none where the folder is missing.
  static func names(in folder: String) throws(MailError) -> [String] {
    guard let directory = opendir(folder) else {
      if errno == ENOENT { return [] }
      throw FileFailure.error(errno, path: folder)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(directory) else {
        guard errno == 0 else { throw FileFailure.error(errno, path: folder) }
        return names.sorted()
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
  }

  /// The start of a file up to the blank line that ends its headers; nil where the file is gone, nothing where it is
  /// no file.
  static func head(of file: String) throws(MailError) -> [UInt8]? {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw FileFailure.error(errno, path: file)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < headLimit {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EISDIR { return [] }
        throw FileFailure.error(errno, path: file)
      }
      if count == 0 { break }
      let seam = max(0, bytes.count - 3)
      bytes += buffer[..<count]
      if endsHeaders(bytes[seam...]) { break }
    }
    return bytes
  }

  private static func endsHeaders(_ bytes: ArraySlice<UInt8>) -> Bool {
    var lineIsEmpty = false
    for byte in bytes {
      if byte == 0x0A {
        if lineIsEmpty { return true }
        lineIsEmpty = true
      } else if byte != 0x0D {
        lineIsEmpty = false
      }
    }
    return false
  }
}

enum FileFailure {
  /// The error that an errno stands for.
  static func error(_ number: Int32, path: String) -> MailError {
    let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    return switch number {
    case ENOTDIR: .notAFolder(path: path)
    case EACCES, EPERM, EROFS: .notWritable(path: path, reason: reason)
    case ENOSPC, EDQUOT: .diskFull(path: path, reason: reason)
    default: .fileSystem(path: path, reason: reason)
    }
  }
}
