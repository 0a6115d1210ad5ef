// swift-tools-version: 6.2

import PackageDescription

/// Warnings are errors where CI says so; a reader with a newer compiler still gets a build.
let strictness: [SwiftSetting] =
  Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
  strictness + [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]

/// Where a build has no network, as a distribution's: the folder with the sources of what this needs.
let vendored = Context.environment["PROBE_DOCTOR_VENDORED"]

let package = Package(
  name: "probe-doctor",
  products: [
    .executable(name: "probe-doctor", targets: ["probe-doctor"]),
    .library(name: "Examination", targets: ["Examination"]),
    .library(name: "JournalReader", targets: ["JournalReader"]),
    .library(name: "KillCorrelator", targets: ["KillCorrelator"]),
    .library(name: "LogModel", targets: ["LogModel"]),
  ],
  dependencies: [
    vendored.map { .package(path: "\($0)/swift-argument-parser") }
      ?? .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .target(name: "CArguments"),
    .target(name: "CLoader"),
    .target(name: "CArchive", dependencies: ["CLoader"]),
    .target(name: "CKmod", dependencies: ["CLoader"]),
    .target(name: "CSystemd", dependencies: ["CLoader"]),
    .target(name: "CZlib", dependencies: ["CLoader"]),
    .target(name: "CFork"),
    .target(name: "CMemory"),
    .target(name: "CNetlink"),
    .target(name: "CPerf"),
    .target(
      name: "CKernelFacts", exclude: ["kernel.facts", "manifest.json"],
      cSettings: [.headerSearchPath(".")]),
    .target(
      name: "CPublicWords", exclude: ["public.words"], cSettings: [.headerSearchPath(".")]),
    .target(name: "CSearch"),
    .target(name: "CSignals"),
    .target(name: "LogModel", swiftSettings: settings),
    .target(
      name: "Platform", dependencies: ["CFork", "CSignals"], swiftSettings: settings),
    .target(
      name: "JournalReader",
      dependencies: [
        "CArchive", "CMemory", "CSearch", "CSignals", "CSystemd", "CZlib", "LogModel", "Platform",
      ],
      swiftSettings: settings),
    .target(
      name: "KillCorrelator", dependencies: ["LogModel"],
      resources: [
        "udev", "programs", "services", "harm", "kernel", "tasks", "hardware", "watch", "known",
      ].map {
        .embedInCode("Messages/Tables/\($0).messages")
      }, swiftSettings: settings),
    .target(name: "KernelFacts", dependencies: ["CKernelFacts"], swiftSettings: settings),
    .target(
      name: "MachineFacts",
      dependencies: [
        "CKmod", "CSystemd", "KernelFacts", "KillCorrelator", "LogModel", "Platform",
      ],
      swiftSettings: settings),
    .target(name: "ReportModel", dependencies: ["LogModel"], swiftSettings: settings),
    .target(
      name: "Telling", dependencies: ["KillCorrelator", "LogModel", "ReportModel"],
      swiftSettings: settings),
    .target(name: "Reports", dependencies: ["LogModel", "ReportModel"], swiftSettings: settings),
    .target(
      name: "Examination",
      dependencies: [
        "JournalReader", "KillCorrelator", "LogModel", "MachineFacts", "ReportModel", "Telling",
      ],
      swiftSettings: settings),
    .target(
      name: "Redaction", dependencies: ["CPublicWords", "LogModel", "ReportModel"],
      resources: [.embedInCode("log.words"), .embedInCode("own.words")], swiftSettings: settings),
    .target(
      name: "Bundle",
      dependencies: [
        "CArchive", "Examination", "JournalReader", "LogModel", "MachineFacts", "Platform",
        "Redaction", "ReportModel", "Reports",
      ],
      swiftSettings: settings),
    .target(
      name: "FleetSurvey", dependencies: ["LogModel", "ReportModel"], swiftSettings: settings),
    .target(
      name: "FleetReading",
      dependencies: [
        "Examination", "FleetSurvey", "JournalReader", "LogModel", "Platform", "ReportModel",
      ],
      swiftSettings: settings),
    .target(
      name: "Watcher",
      dependencies: [
        "CMemory", "CNetlink", "CPerf", "CSignals", "CSystemd", "Examination", "JournalReader",
        "KillCorrelator", "LogModel", "MachineFacts", "Platform", "ReportModel", "Reports",
        "Telling",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "probe-doctor",
      dependencies: [
        "Bundle", "CArguments", "CMemory", "Examination", "FleetReading", "FleetSurvey",
        "JournalReader",
        "KillCorrelator", "LogModel", "MachineFacts", "Platform", "Redaction", "ReportModel",
        "Reports", "Telling", "Watcher",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [.embedInCode("help.txt")], swiftSettings: settings),
    .testTarget(
      name: "JournalReaderTests",
      dependencies: ["CSearch", "JournalReader", "LogModel", "Platform"],
      swiftSettings: settings),
    .testTarget(
      name: "KernelFactsTests", dependencies: ["KernelFacts"], exclude: ["synthetic-facts.py"],
      swiftSettings: settings),
    .testTarget(
      name: "KillCorrelatorTests",
      dependencies: [
        "Examination", "JournalReader", "KillCorrelator", "LogModel", "MachineFacts", "ReportModel",
        "Telling",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "MachineFactsTests",
      dependencies: [
        "Examination", "JournalReader", "KillCorrelator", "LogModel", "MachineFacts", "Telling",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "FleetSurveyTests",
      dependencies: ["FleetReading", "FleetSurvey", "LogModel", "ReportModel"],
      swiftSettings: settings),
    .testTarget(
      name: "RedactionTests",
      dependencies: ["KillCorrelator", "LogModel", "Redaction", "ReportModel"],
      swiftSettings: settings),
    .testTarget(
      name: "WatcherTests",
      dependencies: [
        "Examination", "JournalReader", "KillCorrelator", "LogModel", "MachineFacts", "Telling",
        "Watcher",
      ],
      resources: [.copy("Recorded")], swiftSettings: settings),
    .testTarget(
      name: "ProbeDoctorTests",
      dependencies: [
        "Bundle", "CLoader", "Examination", "JournalReader", "KillCorrelator", "LogModel",
        "MachineFacts", "Platform", "Redaction", "ReportModel", "Reports", "Telling", "Watcher",
        "probe-doctor",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Golden"], swiftSettings: settings),
  ]
)

// Copies that the C library checks. Not for the whole build: Swift does not read its headers so.
for target in package.targets where target.name.hasPrefix("C") {
  target.cSettings =
    (target.cSettings ?? []) + [
      .define("_FORTIFY_SOURCE", to: "2", .when(configuration: .release))
    ]
}
