public import Configuration
internal import Cryptography
public import Directory

extension SettingParser where Value == Hostname {
    /// A host name alone: no port.
    public static var domain: SettingParser {
        SettingParser(
            expectation: "a domain such as example.com",
            parse: { $0.contains(":") ? nil : Hostname(parsing: $0) }, write: \.text)
    }
}

extension SettingParser where Value == Pepper {
    /// A key for digests.
    public static var pepper: SettingParser {
        SettingParser(
            expectation:
                "a random text of at least \(Pepper.minimumBytes) characters, as openssl rand -base64 48 makes it",
            parse: { Pepper(Secret($0)) }, write: { _ in SettingReport.hidden })
    }
}
