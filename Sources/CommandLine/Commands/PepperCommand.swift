internal import Configuration
internal import Cryptography
internal import Directory
internal import JSON
internal import Platform
internal import Postgres

extension Command {
    /// The key under which secrets are digested.
    static let pepper = Command(
        "pepper", summary: "Makes and changes the key under which secrets are digested and sealed",
        discussion: """
            Servers, workers and this program need the same one. The database remembers by a check value which it is, \
            and programs that have another do not serve.

            To change it: create another one; give it to all programs as second-pepper-file beside the one they have, \
            and start them anew, one after the other; rotate; reseal; wait until status shows nothing under the one \
            before; retire that; and take it out of all programs.
            """,
        commands: [createPepper, pepperStatus, rotatePepper, resealSecrets, retirePepper, replacePepper])

    private static let file = Parameter<String>(
        required: "file", "FILE", summary: "Where to put it, such as /etc/muster/pepper.", .path)

    private static let createPepper = Command(
        "create", summary: "Makes a file with a new pepper that only its owner may read",
        discussion: """
            A file that is there already stays as it is, and the command fails. Keep a copy apart from the backups of \
            the database: without its pepper no token, key or session in them is worth anything.
            """,
        examples: ["muster pepper create /etc/muster/pepper"],
        Action(positionals: [file]) { invocation in
            let path = try invocation.value(file)
            let bytes = try SecureRandom.bytes(48)
            try SecretFile.create(path, Base64URL.encode(bytes))
            return .one(["file": .string(path)])
        })

    private static let everything = Switch(
        "forget-all-secrets", summary: "Says that you know what this does; without it nothing is done.")

    private static let replacePepper = Command(
        "replace", summary: "Has the database take the configured pepper for the right one",
        discussion: """
            For the day on which a pepper is lost; one that is known to others is better rotated. From then on every token, key, session and \
            program's secret from before is unknown, and the secrets of webhooks cannot be opened: issue and rotate all \
            of them. Programs that have the former pepper stop serving within half a minute. Nothing else is changed, \
            so going back to the former pepper brings everything back that it digested.
            """,
        examples: ["muster pepper replace --forget-all-secrets"],
        Action(switches: [everything]) { invocation in
            let pepper = try invocation.settings.value(PlatformSettings.pepper)
            guard invocation.isOn(everything) else {
                throw UsageError(
                    command: "muster pepper replace",
                    message:
                        "every secret that was issued so far becomes unknown; give --\(everything.name) if that is meant."
                )
            }
            try await invocation.connected(as: .admin) { try await $0.pipeline(KnownPeppers.replace(pepper)) }
            return Answer(
                json: ["replaced": true],
                text: "The database knows the configured pepper now. Start all programs with it, and issue new tokens.")
        })
}
