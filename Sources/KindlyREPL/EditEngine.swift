// libedit as the engine: it keeps the terminal's modes, the keymaps and the line, and draws nowhere (its
// output goes to the null device). This file owns the C handles and says what is said to them; which key
// does what is the key table's affair, what commands do the editor's.
//
// libedit keeps a picture of the screen all the same, and writes beyond it when the picture shrinks under a
// cursor that stands low in it. Invariant: while a line is edited the picture has one size, which is not the
// terminal's, and the engine draws again after whatever changed the line behind its back.

import CEditLine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

final class EditEngine {
  private let handle: OpaquePointer
  private let input: UnsafeMutablePointer<FILE>
  private let sink: UnsafeMutablePointer<FILE>
  private let pastEntries: OpaquePointer?

  /// An engine on a terminal; nil when the terminal or memory refuses.
  init?(name: String, input inputDescriptor: Int32, output outputDescriptor: Int32) {
    guard ce_use_utf8() != 0 else { return nil }
    let copy = fcntl(inputDescriptor, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0, let input = fdopen(copy, "r") else { return nil }
    guard let sink = fopen("/dev/null", "we") else {
      fclose(input)
      return nil
    }
    guard let handle = el_init_fd(name, input, sink, sink, inputDescriptor, outputDescriptor, outputDescriptor) else {
      fclose(input)
      fclose(sink)
      return nil
    }
    (self.handle, self.input, self.sink) = (handle, input, sink)
    pastEntries = history_winit()
    _ = ce_set_editor(handle, "emacs")
    _ = ce_take_all_keys(handle)
  }

  deinit {
    el_end(handle)
    if let pastEntries { history_wend(pastEntries) }
    fclose(input)
    fclose(sink)
  }

  // MARK: - Set-up

  /// Makes the engine ask `reader` for every character; `owner` must outlive the engine's use.
  func attach(reader: @escaping ce_reader, owner: AnyObject) {
    _ = ce_set_client_data(handle, Unmanaged.passUnretained(owner).toOpaque())
    _ = ce_set_reader(handle, reader)
  }

  func addCommand(_ name: String, help: String, _ command: @escaping ce_command) {
    _ = ce_add_command(handle, name, help, command)
  }

  func bind(_ key: String, to command: String, alternate: Bool = false) {
    _ = alternate ? ce_bind_alternate(handle, key, command) : ce_bind(handle, key, command)
  }

  /// Runs one line of an editrc file, already split into words.
  func runConfiguration(_ words: [String]) {
    var arguments: [UnsafePointer<CChar>?] = words.map { UnsafePointer(strdup($0)) }
    let copies = arguments
    arguments.append(nil)
    _ = el_parse(handle, Int32(words.count), &arguments)
    for copy in copies { free(UnsafeMutablePointer(mutating: copy)) }
  }

  /// Gives the engine's own history commands the entries to work on.
  func remember(_ entries: [String], limit: Int) {
    guard let pastEntries else { return }
    _ = ce_history_size(pastEntries, Int32(clamping: limit))
    _ = ce_use_history(handle, pastEntries)
    for entry in entries { remember(entry) }
  }

  func remember(_ entry: String) {
    if let pastEntries { _ = ce_history_add(pastEntries, Self.wide(entry.unicodeScalars)) }
  }

  // MARK: - State

  var isVi: Bool { ce_is_vi(handle) != 0 }
  /// False after `edit off` in the user's editrc.
  var isEditing: Bool { ce_is_editing(handle) != 0 }

  var buffer: EditBuffer {
    get {
      var length: Int32 = 0
      var cursor: Int32 = 0
      guard let line = ce_line(handle, &length, &cursor) else { return EditBuffer() }
      let characters = UnsafeBufferPointer(start: line, count: Int(max(0, length)))
      return EditBuffer(
        scalars: characters.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" }, cursor: Int(cursor))
    }
    set {
      if newValue.scalars.isEmpty {
        // The engine refuses to replace a line by nothing: one blank, then without it.
        _ = ce_replace_line(handle, [0x20, 0])
        moveCursor(to: 1)
        el_deletestr(handle, 1)
        return
      }
      _ = ce_replace_line(handle, Self.wide(newValue.scalars))
      moveCursor(to: newValue.cursor)
    }
  }

  func moveCursor(to place: Int) {
    var length: Int32 = 0
    var cursor: Int32 = 0
    _ = ce_line(handle, &length, &cursor)
    el_cursor(handle, Int32(clamping: place) - cursor)
  }

  /// Brings the cursor back into the line: some vi commands of the engine leave it one place before, where the next one,
  /// which may come from the engine's own list of what to repeat, would write outside of its memory.
  func keepCursorInLine() {
    var length: Int32 = 0
    var cursor: Int32 = 0
    _ = ce_line(handle, &length, &cursor)
    if cursor < 0 { el_cursor(handle, -cursor) }
    if cursor > length { el_cursor(handle, length - cursor) }
  }

  // MARK: - The terminal

  /// Begins a line: an empty one, in raw mode.
  func beginLine() {
    // This measures the terminal, whatever was said before.
    _ = ce_step_by_command(handle, 1)
    _ = ce_set_screen(handle, Self.rows, Self.columns)
  }

  /// Reads one command and carries it out; no command of the engine's own ends the line.
  func step() {
    var count: Int32 = 0
    _ = ce_read_line(handle, &count)
  }

  /// Ends the line; the terminal is back in its ordinary modes.
  func endLine() {
    _ = ce_step_by_command(handle, 0)
  }

  /// The size of the engine's picture. Longer texts scroll in it; every command that draws fills whole rows.
  private static let (rows, columns) = ("300", "1000")

  /// Switches the terminal to the modes for editing, or back to the ordinary ones.
  func prepareTerminal(raw: Bool) {
    _ = ce_prepare_terminal(handle, raw ? 1 : 0)
  }

  private static func wide(_ scalars: some Collection<Unicode.Scalar>) -> [Int32] {
    scalars.filter { $0.value != 0 }.map { Int32(bitPattern: $0.value) } + [0]
  }
}

/// The owner an engine was attached to, from within one of its calls.
func owner<Owner: AnyObject>(of handle: OpaquePointer?, as type: Owner.Type) -> Owner? {
  guard let handle, let data = ce_client_data(handle) else { return nil }
  return Unmanaged<AnyObject>.fromOpaque(data).takeUnretainedValue() as? Owner
}
