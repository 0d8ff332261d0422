// From a cell's style to the terminal's graphic rendition. The sixteen basic colours, so that the
// user's own theme decides how they look; without colour, weight alone tells styles apart.

/// Turns styles into SGR parameters.
struct Palette {
  let hasColor: Bool

  /// The parameters of the style, empty for the default rendition.
  func parameters(of style: CellStyle) -> String {
    switch style.mark {
    case .ghost, .detail: return hasColor ? "90" : "2"
    case .prompt: return "1"
    case .selected: return "7"
    case .selectedDetail: return "7"
    case .candidate: return ""
    case .bracket: return join(base(of: style.role), "1;4")
    case .found: return join(base(of: style.role), "7")
    case .none: return base(of: style.role)
    }
  }

  private func base(of role: ReplStyle) -> String {
    switch role {
    case .plain, .operator: return ""
    case .keyword: return hasColor ? "1;35" : "1"
    case .noun: return hasColor ? "1;36" : "1"
    case .function: return hasColor ? "36" : ""
    case .handle: return hasColor ? "33" : ""
    case .text: return hasColor ? "32" : ""
    case .number, .date: return hasColor ? "34" : ""
    case .comment: return hasColor ? "90" : "2"
    case .error: return hasColor ? "4;31" : "4"
    }
  }

  private func join(_ first: String, _ second: String) -> String {
    first.isEmpty ? second : first + ";" + second
  }
}
