// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "Benchmarks",
  targets: [
    .executableTarget(name: "journal-walk", linkerSettings: [.linkedLibrary("systemd")]),
    .executableTarget(name: "bench", swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
