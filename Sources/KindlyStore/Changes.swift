// What a run has changed, for a plan to show and a journal to keep: the net effect, record by record.
// Leaves writing to Store+Writing, which names every row before it touches it.
// Invariant: a record that ends as it began, or was made and removed again, is no change.

import KindlyCatalog
import KindlyTime

public enum ChangeKind: Hashable, Sendable {
  case created, updated, removed, unchanged
}

/// What became of one record during a run.
public struct Change: Sendable {
  public struct Field: Sendable {
    public let name: String
    /// Its place in the noun table.
    public let field: Int
    public let old: Value
    public let new: Value
  }

  public let noun: Noun
  public let row: RowID
  /// Its handle at the end of the run, or when it was removed.
  public let handle: String
  public let kind: ChangeKind
  /// The fields that differ, `created_at` and `updated_at` aside: of a new record those that hold something, of a
  /// removed one those that did. A record that was renamed has its `handle` here.
  public let fields: [Field]
}

/// The rows that the run has touched, in order, and what each held before.
struct Touched {
  private(set) var order: [Store.Owner] = []
  private(set) var before: [Store.Owner: [Cell]?] = [:]
  /// The former handles of those that were renamed or removed.
  private(set) var aliases: [Store.Owner: [String]] = [:]

  /// As what files knew those that an import has touched.
  private(set) var imported: [Store.Owner: [RecordState.ImportedName]] = [:]

  /// What sources have declared of those of which this run has declared something else.
  private(set) var declared: [Store.Owner: [RecordState.DeclaredName]] = [:]

  var isEmpty: Bool { order.isEmpty }

  mutating func remember(_ owner: Store.Owner, declared names: [RecordState.DeclaredName]) {
    if declared[owner] == nil { declared[owner] = names }
  }

  mutating func remember(_ owner: Store.Owner, imported names: [RecordState.ImportedName]) {
    if imported[owner] == nil { imported[owner] = names }
  }

  /// `cells` is nil for a record that is about to be made.
  mutating func remember(_ noun: Noun, _ row: RowID, _ cells: [Cell]?, aliases: [String]? = nil) {
    let owner = Store.Owner(noun: noun, row: row)
    if let aliases, self.aliases[owner] == nil { self.aliases[owner] = aliases }
    guard before[owner] == nil else { return }
    before[owner] = .some(cells)
    order.append(owner)
  }
}

extension Store {
  /// What the run has changed so far, in the order in which records were first touched.
  public func changes(zone: ZoneID) throws(StoreError) -> [Change] {
    var changes: [Change] = []
    for owner in touched.order {
      guard let shape = TableShape.all[Int(owner.noun.rawValue)], let before = touched.before[owner] else { continue }
      let after = try current(owner)
      if before == nil, after == nil { continue }
      let fields = shape.columns.compactMap { difference($0, before, after, zone) }
      let kind: ChangeKind = before == nil ? .created : after == nil ? .removed : .updated
      if kind == .updated, fields.isEmpty { continue }
      guard case .text(let handle)? = (after ?? before)?[Noun.handleField] else { continue }
      changes.append(Change(noun: owner.noun, row: owner.row, handle: handle, kind: kind, fields: fields))
    }
    return changes
  }

  private func current(_ owner: Owner) throws(StoreError) -> [Cell]? {
    do { return try stored(owner) } catch let error as StoreError { throw error } catch { return nil }
  }

  private func difference(_ column: Column, _ before: [Cell]?, _ after: [Cell]?, _ zone: ZoneID) -> Change.Field? {
    if column.index == Noun.createdField || column.index == Noun.updatedField { return nil }
    if column.index == Noun.handleField, before == nil || after == nil { return nil }
    let old = before?[column.index] ?? .nothing
    let new = after?[column.index] ?? .nothing
    if old == new || (old == .nothing || new == .nothing) && (old.isEmptyList || new.isEmptyList) { return nil }
    return Change.Field(
      name: column.name, field: column.index, old: column.kind.decode(old, zone: zone),
      new: column.kind.decode(new, zone: zone))
  }
}

extension Cell {
  fileprivate var isEmptyList: Bool { self == .integers([]) || self == .texts([]) }
}
