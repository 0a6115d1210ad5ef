// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "probe-doctor", path: "..")],
  targets: [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "CFuzzer",
        .product(name: "JournalReader", package: "probe-doctor"),
        .product(name: "KillCorrelator", package: "probe-doctor"),
        .product(name: "LogModel", package: "probe-doctor"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
