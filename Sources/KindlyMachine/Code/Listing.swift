// Code as text, one instruction a line: for tests of the compiler and for whoever wants to see what a program became.

extension FunctionCode {
  /// The instructions with their numbers and operands.
  var listing: String {
    var lines: [String] = []
    var index = 0
    while index < count {
      let word = code[index]
      var line = "\(index) \(word.op)"
      if word.op == .jump || word.op == .loop {
        line += " → \(index + 1 + word.bc)"
      } else {
        line += " \(word.a) \(word.b) \(word.c)"
      }
      if word.op.hasData {
        index += 1
        line += " [\(Int64(bitPattern: code[index]))]"
      }
      lines.append(line)
      index += 1
    }
    return lines.joined(separator: "\n")
  }
}
