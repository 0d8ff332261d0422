// swift-tools-version: 6.1
// One folder a target; each target imports only targets that stand above it in this list.
// libedit is a system library; everything else is fetched by the package manager.

import PackageDescription

let package = Package(
  name: "kindly",
  platforms: [.macOS(.v14)],
  products: [.executable(name: "kindly", targets: ["kindly"])],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")
  ],
  targets: [
    .target(name: "CAllocator"),
    .target(name: "KindlySource", dependencies: ["CAllocator"]),
    .target(name: "KindlyDiagnostics", dependencies: ["KindlySource"]),
    .target(name: "KindlyTime"),
    .target(name: "KindlyCatalog", dependencies: ["KindlySource", "KindlyTime"]),
    .target(
      name: "KindlySyntax", dependencies: ["KindlyCatalog", "KindlySource", "KindlyDiagnostics", "KindlyTime"]),
    .target(name: "KindlyPatterns"),
    .target(
      name: "KindlyChecker",
      dependencies: [
        "KindlyCatalog", "KindlyDiagnostics", "KindlyPatterns", "KindlySource", "KindlySyntax", "KindlyTime",
      ]),
    .target(
      name: "KindlyMachine",
      dependencies: [
        "CAllocator", "KindlyCatalog", "KindlyChecker", "KindlyDiagnostics", "KindlyPatterns", "KindlySource",
        "KindlySyntax", "KindlyTime",
      ]),
    .target(
      name: "KindlyStore",
      dependencies: [
        "KindlyCatalog", "KindlyMachine", "KindlyTime", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(name: "KindlyMail", dependencies: ["KindlyCatalog", "KindlyTime"]),
    .target(name: "KindlyFormats", dependencies: ["KindlySource", "KindlyTime"]),
    .target(
      name: "KindlySession",
      dependencies: [
        "CAllocator", "KindlyCatalog", "KindlyChecker", "KindlyDiagnostics", "KindlyFormats", "KindlyMachine",
        "KindlyMail", "KindlySource", "KindlyStore", "KindlySyntax", "KindlyTime",
      ]),
    .systemLibrary(name: "CEditLine", providers: [.apt(["libedit-dev"])]),
    .target(name: "KindlyREPL", dependencies: ["CEditLine"]),
    .executableTarget(
      name: "kindly",
      dependencies: [
        "CAllocator", "KindlyDiagnostics", "KindlyMachine", "KindlyREPL", "KindlySession", "KindlySource",
        "KindlySyntax",
      ]),
    .testTarget(name: "KindlyDiagnosticsTests", dependencies: ["KindlyDiagnostics"]),
    .testTarget(name: "KindlyTimeTests", dependencies: ["KindlyTime"], exclude: ["Fixtures"]),
    .testTarget(name: "KindlyPatternsTests", dependencies: ["KindlyPatterns"]),
    .testTarget(name: "KindlySyntaxTests", dependencies: ["KindlyDiagnostics", "KindlySyntax"]),
    .testTarget(
      name: "KindlyCheckerTests", dependencies: ["KindlyCatalog", "KindlyChecker", "KindlySource", "KindlySyntax"]),
    .testTarget(name: "KindlyMachineTests", dependencies: ["KindlyMachine"]),
    .testTarget(name: "KindlyStoreTests", dependencies: ["KindlyStore"]),
    .testTarget(name: "KindlyFormatsTests", dependencies: ["KindlyFormats"], exclude: ["Fixtures"]),
    .testTarget(name: "KindlyMailTests", dependencies: ["KindlyMail"], exclude: ["Fixtures"]),
    .testTarget(name: "KindlyREPLTests", dependencies: ["KindlyREPL", "kindly"]),
    .testTarget(
      name: "SessionTests",
      dependencies: [
        "KindlyCatalog", "KindlyChecker", "KindlyMachine", "KindlySession", "KindlySource", "KindlySyntax",
        "KindlyTime", "kindly",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Fixtures"]),
  ]
)
