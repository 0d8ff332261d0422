// The tree of one source file: nodes of one fixed size in one array, named by their index. No node owns another, so
// making, walking and dropping a tree costs no reference counting; later phases keep what they learn in arrays
// beside it, indexed by `NodeID`. What each kind keeps in `op`, `a`, `b` and `c` is written at `NodeKind`.
// The parser alone writes a tree.

import KindlySource

/// The index of a node in its tree. Node 0 is nobody's: it stands for "not there".
public struct NodeID: Hashable, Sendable {
  public let rawValue: UInt32
  public init(_ rawValue: UInt32) { self.rawValue = rawValue }
  public static let none = NodeID(0)
  @inlinable public var index: Int { Int(rawValue) }
  @inlinable public var exists: Bool { rawValue != 0 }
}

public struct Node: Sendable {
  public var kind: NodeKind
  public var op: UInt8
  /// UTF-8 offsets of the first byte and of the one after the last.
  public var start: UInt32
  public var end: UInt32
  public var a: UInt32
  public var b: UInt32
  public var c: UInt32
}

public struct Tree {
  public let file: FileID
  public internal(set) var nodes: [Node]
  /// Runs of node ids and symbols that nodes refer to by start and count.
  public internal(set) var lists: [UInt32] = []
  public internal(set) var integers: [Int64] = []
  public internal(set) var numbers: [Double] = []
  public internal(set) var texts = TextTable(bytes: [])
  public internal(set) var functions: [FunctionDeclaration] = []
  public internal(set) var templates: [TemplateDeclaration] = []
  public internal(set) var rules: [RuleDeclaration] = []
  public internal(set) var declarations: [NounDeclaration] = []
  public internal(set) var commands: [CommandExpression] = []
  /// The statements of the file, in order.
  public internal(set) var statements: [NodeID] = []
  /// Every comment, in order, without its line break.
  public internal(set) var comments: [Span] = []

  public init(file: FileID) {
    self.file = file
    nodes = [Node(kind: .missing, op: 0, start: 0, end: 0, a: 0, b: 0, c: 0)]
  }

  @inlinable public subscript(id: NodeID) -> Node { nodes[id.index] }

  public func span(_ id: NodeID) -> Span {
    let node = nodes[id.index]
    return Span(file: file, start: node.start, end: node.end)
  }

  /// The nodes of a run in `lists`.
  public func list(_ start: UInt32, _ count: UInt32) -> NodeRun {
    NodeRun(lists: lists, start: Int(start), count: Int(count))
  }

  // MARK: - Writing, for the parser

  mutating func add(
    _ kind: NodeKind, _ start: UInt32, _ end: UInt32, op: UInt8 = 0, a: UInt32 = 0, b: UInt32 = 0, c: UInt32 = 0
  ) -> NodeID {
    nodes.append(Node(kind: kind, op: op, start: start, end: end, a: a, b: b, c: c))
    return NodeID(UInt32(nodes.count - 1))
  }
}

/// A run of nodes; iterating it allocates nothing.
public struct NodeRun: RandomAccessCollection {
  let lists: [UInt32]
  let start: Int
  public let count: Int
  public var startIndex: Int { 0 }
  public var endIndex: Int { count }
  public subscript(position: Int) -> NodeID { NodeID(lists[start + position]) }
}
