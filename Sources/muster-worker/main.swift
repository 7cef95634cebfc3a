internal import CommandLine
internal import FoundationEssentials
internal import Glibc

let program = Program.worker(terminal: .standard, environment: ProcessInfo.processInfo.environment)
exit(await program.run(Array(ProcessInfo.processInfo.arguments.dropFirst())))
