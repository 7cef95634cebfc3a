import Configuration
import Platform
import Testing

@testable import CommandLine

@Suite("Misspelt variables")
struct StrayVariableTests {
    @Test("A variable that gives no setting is told of, with the one that was most likely meant")
    func told() async {
        let transcript = await muster(["config"], environment: ["MUSTER_LOGLEVEL": "debug", "PATH": "/bin"])
        #expect(transcript.exitCode == 0)
        #expect(
            transcript.error
                == "There is no setting MUSTER_LOGLEVEL; the variable is not looked at. "
                + "Did you mean MUSTER_LOG_LEVEL?\n")
    }

    @Test("Every variable of a setting, and what belongs to others, is no stray")
    func known() {
        let names =
            PlatformSettings.all.flatMap(\.environmentVariables) + ["MUSTER_CONFIG", "MUSTER_TEST_X", "MUSTERX"]
        let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "x") })
        #expect(StrayVariable.find(in: environment, known: PlatformSettings.all) == [])
        let strays = StrayVariable.find(in: ["MUSTER_": "", "MUSTER_WHAT_EVER": "x"], known: PlatformSettings.all)
        #expect(strays.map(\.name) == ["MUSTER_", "MUSTER_WHAT_EVER"])
        #expect(strays.last?.nearest == nil)
    }
}
