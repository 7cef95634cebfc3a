import Configuration
import FoundationEssentials
import Observability
import Platform

var flags: [String: String] = [:]
var arguments = CommandLine.arguments.dropFirst()[...]
while let argument = arguments.popFirst() {
    flags[String(argument.dropFirst(2))] = arguments.popFirst() ?? ""
}
let settings = try Settings(
    known: PlatformSettings.all, flags: flags, environment: ProcessInfo.processInfo.environment)
let logger = Logger(label: "muster-server", level: try settings.value(PlatformSettings.logLevel))
try await PlatformServer(try PlatformConfiguration(settings), logger: logger, metrics: Metrics()).run()
