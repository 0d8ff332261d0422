// How the system's allocator treats what a large source needs. By itself it gives each large piece back to the system
// as soon as it is free and asks for new pages for the next one; getting those costs more than checking what is in them.

import CAllocator

enum Allocation {
  /// The largest piece that is kept: a source of some hundred thousand lines needs none that is larger.
  private static let largest: Int32 = 32 << 20

  static func keepPages() { kindly_keep_freed_pages(largest) }
}
