internal import Console
internal import FoundationEssentials
internal import Glibc

let program = Program.worker(terminal: .standard, environment: ProcessInfo.processInfo.environment)
exit(await program.run(Array(CommandLine.arguments.dropFirst())))
