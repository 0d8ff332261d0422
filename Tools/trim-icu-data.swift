// Takes out of ICU's common data what Kindly never asks for, which is most of it: names and sorting rules in other
// languages, and character sets. What stays: the rules and English names of time zones, Latin spellings of
// other scripts with the dictionaries they need, everything that is of no language. Linking is left to icu-data.sh.
//   trim-icu-data IN OUT
// The format is ICU's own (source/common/ucmndata.h): a header whose first two bytes say how long it is; the number of
// items; for each, sorted by name, where its name and its data begin, counted from behind the header; the names; the data.

import Foundation

func fail(_ words: String) -> Never {
  FileHandle.standardError.write(Data("trim-icu-data: \(words)\n".utf8))
  exit(1)
}

struct Item {
  let name: String
  let bytes: Data
}

/// Whether an item, such as `icudt76l/zone/en_GB.res`, stays.
func stays(_ name: String) -> Bool {
  let path = name.split(separator: "/").dropFirst()
  guard let file = path.last else { return true }
  // Mail is decoded by the C library.
  if file.hasSuffix(".cnv") { return false }
  // Thai has no spaces: spelling its names in Latin asks for the words in its dictionary.
  if let folder = path.first, ["brkitr", "translit"].contains(folder) { return true }
  // What is named for a language other than English; `root`, `pool` and the like are nobody's.
  guard let language = file.wholeMatch(of: /([a-z]{2,3})(_[A-Za-z0-9_]+)?\.res/)?.1 else { return true }
  return language == "en" || file.hasPrefix("res_index")
}

func items(of data: Data) -> (header: Data, items: [Item]) {
  func number(at place: Int) -> Int {
    guard place + 4 <= data.count else { fail("the data ends too early") }
    return (0..<4).reduce(0) { $0 | Int(data[place + $1]) << (8 * $1) }
  }
  guard data.count > 32, data[2] == 0xda, data[3] == 0x27, data[8] == 0, data[12..<16] == Data("CmnD".utf8) else {
    fail("this is not ICU's common data, or not for this kind of machine")
  }
  let start = number(at: 0) & 0xffff
  let count = number(at: start)
  let entries = (0..<count).map {
    (name: start + number(at: start + 4 + 8 * $0), data: start + number(at: start + 8 + 8 * $0))
  }
  let ends = entries.dropFirst().map(\.data) + [data.count]
  return (
    data[..<start],
    zip(entries, ends).map { entry, end in
      guard entry.data <= end, end <= data.count, let stop = data[entry.name...].firstIndex(of: 0) else {
        fail("the table of contents is damaged")
      }
      return Item(name: String(decoding: data[entry.name..<stop], as: UTF8.self), bytes: data[entry.data..<end])
    }
  )
}

func package(_ header: Data, _ items: [Item]) -> Data {
  func word(_ number: Int) -> Data { Data((0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }) }
  let contents = 4 + 8 * items.count
  var (names, table, body) = (Data(), word(items.count), Data())
  let start = contents + items.reduce(0) { $0 + $1.name.utf8.count + 1 }
  for item in items {
    // ICU reads them in place, and wants each on a multiple of sixteen.
    while (header.count + start + body.count) % 16 != 0 { body.append(0xaa) }
    table += word(contents + names.count) + word(start + body.count)
    names += Data(item.name.utf8) + [0]
    body += item.bytes
  }
  return header + table + names + body
}

guard CommandLine.arguments.count == 3 else { fail("two files are needed, to read and to write") }
do {
  let (header, items) = items(of: try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1])))
  try package(header, items.filter { stays($0.name) }).write(to: URL(fileURLWithPath: CommandLine.arguments[2]))
} catch {
  fail("\(error)")
}
