public import Postgres

// Addresses of tests are made by tests, so one that cannot be read is a mistake of theirs.

extension Database.Configuration {
    /// How a database is reached, from an address in a test.
    public init(url: String, role: String? = nil) {
        self.init(url: DatabaseURL(test: url), role: role)
    }
}

extension Migrator {
    /// A migrator for given migrations, from an address in a test.
    public init(migrations: [Migration], url: String) {
        self.init(migrations: migrations, url: DatabaseURL(test: url))
    }

    /// A migrator for the files of a directory, from an address in a test.
    public init(directory: String, url: String) throws(DatabaseError) {
        try self.init(directory: directory, url: DatabaseURL(test: url))
    }
}

extension DatabaseURL {
    fileprivate init(test text: String) {
        guard let url = DatabaseURL(parsing: text) else { preconditionFailure("not an address: \(text)") }
        self = url
    }
}
