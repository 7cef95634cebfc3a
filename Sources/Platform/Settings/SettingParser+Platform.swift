public import Addresses
public import Configuration
internal import Cryptography
public import Directory
public import Postgres

extension SettingParser where Value == Hostname {
    /// A host name alone: no port.
    public static var domain: SettingParser {
        SettingParser(
            expectation: "a domain such as example.com",
            parse: { $0.contains(":") ? nil : Hostname(parsing: $0) }, write: \.text)
    }
}

extension SettingParser where Value == DatabaseURL {
    /// Where a database is. What is wrong with one is not told in detail: it may be the password.
    public static var databaseURL: SettingParser {
        SettingParser(
            expectation:
                "an address such as postgresql://127.0.0.1:5432/muster (percent-encode what is special in a password)",
            parse: DatabaseURL.init(parsing:), write: { _ in SettingReport.hidden })
    }
}

extension SettingParser where Value == [Network] {
    /// Networks, separated by commas.
    public static var networks: SettingParser {
        SettingParser(
            expectation: "networks such as 10.1.0.0/16,fd00::/8",
            parse: { text in try? text.split(separator: ",").map { try Network(parsing: String($0)) } },
            write: { $0.map(\.description).joined(separator: ",") })
    }
}

extension SettingParser where Value == [PlatformSurface] {
    /// Surfaces, separated by commas, in any order and each once.
    public static var surfaces: SettingParser {
        let names = PlatformSurface.allCases.map(\.rawValue).joined(separator: ",")
        return SettingParser(
            expectation: "one or more of \(names), separated by commas, each once", parse: surfaces(in:),
            write: { $0.map(\.rawValue).joined(separator: ",") })
    }

    /// In the order in which they are declared: which of them answers what is nobody's does not depend on who wrote it.
    private static func surfaces(in text: String) -> [PlatformSurface]? {
        let names = text.split(separator: ",", omittingEmptySubsequences: false)
        let named = names.compactMap { PlatformSurface(rawValue: String($0)) }
        guard named.count == names.count, Set(named).count == named.count else { return nil }
        return PlatformSurface.allCases.filter(named.contains)
    }
}

extension SettingParser where Value == Pepper {
    /// A key for digests.
    public static var pepper: SettingParser {
        SettingParser(
            expectation:
                "a random text of at least \(Pepper.minimumBytes) characters, as 'muster pepper create' makes it",
            parse: { Pepper(Secret($0)) }, write: { _ in SettingReport.hidden })
    }
}
