// swift-tools-version: 6.2
import PackageDescription

// Muster uses no Swift packages. What nobody should write by hand comes from Debian as C libraries,
// each behind one system library target that exactly one Swift target imports.

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

/// A library for Debian's package manager, found with pkg-config.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A layer of the system. It may import only what `on` names.
func layer(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A program: an entry point and nothing else that another target could want.
func program(_ name: String, on dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one layer.
func tests(_ name: String, on dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let package = Package(
    name: "muster",
    targets: [
        .systemLibrary(name: "CEpoll"),
        system("CJansson", pkgConfig: "jansson", apt: "libjansson-dev"),
        system("COpenSSL", pkgConfig: "libcrypto", apt: "libssl-dev"),
        system("CLibpq", pkgConfig: "libpq", apt: "libpq-dev"),
        system("CMicrohttpd", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),

        layer("JSON", on: ["CJansson"]),
        layer("Cryptography", on: ["COpenSSL"]),
        layer("Observability"),
        layer("Configuration", on: ["Observability"]),
        layer("Lifecycle", on: ["Observability"]),
        layer("Reactor", on: ["CEpoll"]),
        layer("Postgres", on: ["CLibpq", "Reactor", "Observability", "Lifecycle"]),
        layer("HTTPServer", on: ["CMicrohttpd", "Reactor", "Observability", "Lifecycle"]),
        layer("HTTPClient", on: ["CCurl", "Cryptography", "Observability"]),
        layer("SCIM", on: ["JSON"]),
        layer("Directory", on: ["Postgres", "Cryptography", "JSON"]),
        layer("Jobs", on: ["Postgres", "Observability", "Lifecycle", "JSON"]),
        layer("Traffic", on: ["Directory", "HTTPServer", "HTTPClient"]),
        layer("Provisioning", on: ["SCIM", "Directory", "HTTPServer", "Reactor", "Traffic"]),
        layer("Administration", on: ["Cryptography", "Directory", "Jobs", "SCIM"]),
        layer("Effects", on: ["Directory", "Jobs", "HTTPClient"]),
        layer("ProductAPI", on: ["Directory", "HTTPServer", "Reactor", "Traffic"]),
        layer(
            "Platform",
            on: [
                "Provisioning", "ProductAPI", "Traffic", "Effects", "Administration", "HTTPServer", "Configuration",
                "Observability", "Lifecycle",
            ]),
        layer("Console", on: ["Platform"]),

        program("muster-server", on: ["Console"]),
        program("muster-worker", on: ["Console"]),
        program("muster", on: ["Console"]),

        .target(
            name: "TestHarness",
            dependencies: ["Postgres", "JSON"],
            path: "Tests/TestHarness",
            swiftSettings: strict),
        tests("JSON", on: ["JSON"]),
        tests("Reactor", on: ["Reactor"]),
        tests("Cryptography", on: ["Cryptography"]),
        tests("Observability", on: ["Observability"]),
        tests("Configuration", on: ["Configuration"]),
        tests("Lifecycle", on: ["Lifecycle"]),
        tests("Postgres", on: ["Postgres", "Reactor", "TestHarness"]),
        tests("HTTPServer", on: ["HTTPServer", "TestHarness"]),
        tests("HTTPClient", on: ["HTTPClient", "Cryptography", "Observability", "TestHarness"]),
        tests("SCIM", on: ["SCIM"]),
        tests("Directory", on: ["Directory", "Administration", "TestHarness"]),
        tests("Traffic", on: ["Traffic", "Directory", "HTTPServer", "HTTPClient", "Observability"]),
        tests("Console", on: ["Console", "TestHarness"]),
        tests("Jobs", on: ["Jobs", "JSON", "Lifecycle", "Observability", "Postgres", "TestHarness"]),
        tests(
            "Platform",
            on: [
                "Platform", "Provisioning", "Directory", "Configuration", "Cryptography", "Observability", "HTTPServer",
                "Reactor",
                "HTTPClient", "Lifecycle", "Traffic", "Postgres", "SCIM", "JSON", "TestHarness",
            ], resources: [.copy("Conversations")]),
    ],
    swiftLanguageModes: [.v6]
)
