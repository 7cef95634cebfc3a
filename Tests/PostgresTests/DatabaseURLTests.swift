import Postgres
import Testing

@Suite("The address of a database")
struct DatabaseURLTests {
    @Test(
        "is read in each form that libpq has",
        arguments: [
            "postgresql://127.0.0.1:5432/muster", "postgres:///muster", "host=/run/postgresql dbname=muster",
            "postgresql://db1,db2:5433/muster?target_session_attrs=read-write", "postgresql://[::1]:5432/x",
            "postgresql://u:s3cr%25et@db_1.example.com/muster?sslmode=verify-full&connect_timeout=2",
            "host=@abstract port=1", "postgresql://%2Frun%2Fpostgresql/muster",
            "hostaddr=10.0.0.1,10.0.0.2 port=1,65535",
        ])
    func forms(text: String) {
        #expect(DatabaseURL(parsing: text) != nil)
    }

    @Test(
        "is refused where a part cannot be what it stands for, and where a password is not percent-encoded",
        arguments: [
            "", "hello", "postgresql://u:s3cr%et@127.0.0.1/db", "postgresql://u:s3cret@host:port/x",
            "postgresql://u:s3/cret@host/db", "postgresql://u:s3@cret@host/db", "postgresql://u:12/s3cret@host/db",
            "postgresql://u@s3:cret@host/db", "host=a password=s3 cret", "postgresql://a/b\0s3cret",
            "postgresql://host:0/x", "postgresql://host:65536/x", "host=a,b port=1,2,3",
            "postgresql://host/x?sslmode=s3cret", "postgresql://host/x?connect_timeout=s3cret",
            "postgresql://host/x?target_session_attrs=s3cret", "postgresql://host/x?s3cret=1", "mysql://host/x",
        ])
    func refused(text: String) {
        #expect(DatabaseURL(parsing: text) == nil)
    }

    @Test(
        "says whether it holds a password",
        arguments: [
            ("postgresql://u@h/x", false), ("postgresql://u:p@h/x", true), ("host=h password=p", true),
            ("postgresql://h/x?password=p", true), ("postgresql://h/x?passfile=p", false),
        ])
    func passwords(text: String, holdsPassword: Bool) {
        #expect(DatabaseURL(parsing: text)?.holdsPassword == holdsPassword)
    }

    @Test("shows nothing of itself")
    func hidden() throws {
        let url = try #require(DatabaseURL(parsing: "postgresql://u:s3cret@h/x"))
        var dumped = ""
        dump(url, to: &dumped)
        for text in ["\(url)", String(reflecting: url), dumped] { #expect(!text.contains("s3cret")) }
    }
}
