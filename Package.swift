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

        layer("Time"),
        layer("Addresses"),
        layer("JSON", on: ["CJansson"]),
        layer("Cryptography", on: ["COpenSSL"]),
        layer("Observability", on: ["Time"]),
        layer("Configuration", on: ["Time", "Observability"]),
        layer("Lifecycle", on: ["Observability"]),
        layer("Reactor", on: ["CEpoll", "Time"]),
        layer("Postgres", on: ["CLibpq", "Time", "Observability", "Lifecycle", "Reactor"]),
        layer("HTTPServer", on: ["CMicrohttpd", "Time", "Observability", "Lifecycle", "Reactor"]),
        layer("HTTPClient", on: ["CCurl", "Addresses", "Cryptography", "Observability"]),
        layer("SCIM", on: ["Time", "JSON"]),
        layer("Directory", on: ["Time", "JSON", "Cryptography", "Postgres", "SCIM"]),
        layer("Jobs", on: ["Time", "JSON", "Observability", "Lifecycle", "Postgres"]),
        layer(
            "Traffic",
            on: [
                "Time", "Addresses", "Observability", "Lifecycle", "Postgres", "HTTPServer", "Directory",
            ]),
        layer(
            "Provisioning",
            on: [
                "JSON", "Observability", "Reactor", "Postgres", "HTTPServer", "SCIM", "Directory", "Traffic",
            ]),
        layer(
            "ProductAPI",
            on: [
                "JSON", "Observability", "Reactor", "Postgres", "HTTPServer", "Directory", "Traffic",
            ]),
        layer(
            "Effects",
            on: [
                "JSON", "Cryptography", "Observability", "Lifecycle", "Postgres", "HTTPClient", "Directory", "Jobs",
            ]),
        layer("Administration", on: ["Time", "JSON", "Cryptography", "Postgres", "SCIM", "Directory", "Jobs"]),
        layer(
            "Platform",
            on: [
                "Addresses", "Cryptography", "Observability", "Configuration", "Lifecycle", "Reactor", "Postgres",
                "HTTPServer", "HTTPClient", "Directory", "Jobs", "Traffic", "Provisioning", "ProductAPI", "Effects",
            ]),
        layer(
            "CommandLine",
            on: [
                "Time", "Addresses", "JSON", "Cryptography", "Observability", "Configuration", "Lifecycle", "Postgres",
                "HTTPServer", "HTTPClient", "Directory", "Jobs", "Effects", "Administration", "Platform",
            ]),

        program("muster-server", on: ["CommandLine"]),
        program("muster-worker", on: ["CommandLine"]),
        program("muster", on: ["CommandLine"]),

        .target(
            name: "TestHarness",
            dependencies: ["Postgres", "JSON"],
            path: "Tests/TestHarness",
            swiftSettings: strict),
        tests("Time", on: ["Time"]),
        tests("Addresses", on: ["Addresses"]),
        tests("JSON", on: ["JSON"]),
        tests("Cryptography", on: ["Cryptography"]),
        tests("Observability", on: ["Time", "Observability"]),
        tests("Configuration", on: ["Observability", "Configuration"]),
        tests("Lifecycle", on: ["Observability", "Lifecycle"]),
        tests("Reactor", on: ["Reactor"]),
        tests("Postgres", on: ["Observability", "Lifecycle", "Reactor", "Postgres", "TestHarness"]),
        tests("HTTPServer", on: ["Observability", "Lifecycle", "HTTPServer", "TestHarness"]),
        tests("HTTPClient", on: ["Addresses", "Cryptography", "Observability", "HTTPClient", "TestHarness"]),
        tests("SCIM", on: ["JSON", "SCIM"]),
        tests("Directory", on: ["JSON", "Cryptography", "Postgres", "SCIM", "Directory", "Administration"]),
        tests("Jobs", on: ["JSON", "Observability", "Lifecycle", "Postgres", "Jobs", "TestHarness"]),
        tests("Traffic", on: ["Time", "Addresses", "Observability", "HTTPServer", "Directory", "Traffic"]),
        tests(
            "Provisioning",
            on: ["JSON", "Cryptography", "Postgres", "SCIM", "Directory", "Provisioning", "TestHarness"]),
        tests(
            "Platform",
            on: [
                "Addresses", "JSON", "Cryptography", "Observability", "Configuration", "Lifecycle", "Reactor",
                "Postgres", "HTTPServer", "HTTPClient", "SCIM", "Directory", "Traffic", "Provisioning",
                "Administration", "Platform", "TestHarness",
            ], resources: [.copy("Conversations")]),
        tests(
            "CommandLine",
            on: [
                "JSON", "Configuration", "Postgres", "Directory", "Administration", "Platform", "CommandLine",
                "TestHarness",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
