internal import CommandLine
internal import FoundationEssentials
internal import Glibc

let program = Program.server(terminal: .standard, environment: ProcessInfo.processInfo.environment)
exit(await program.run(Array(ProcessInfo.processInfo.arguments.dropFirst())))
