// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "probe-doctor", path: "..")],
  targets: [
    .executableTarget(name: "journal-walk", linkerSettings: [.linkedLibrary("systemd")]),
    .executableTarget(
      name: "bench",
      dependencies: [
        .product(name: "Examination", package: "probe-doctor"),
        .product(name: "KillCorrelator", package: "probe-doctor"),
        .product(name: "LogModel", package: "probe-doctor"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
