internal import Configuration
internal import Observability
internal import Platform

extension Invocation {
    /// The logger of a program that serves; its first lines warn of variables that are not looked at.
    func logger(_ label: String) throws(ConfigurationError) -> Logger {
        let logger = Logger(label: label, level: try settings.value(PlatformSettings.logLevel))
        for stray in strayVariables {
            logger.warning(
                "a variable gives no setting",
                ["variable": .string(stray.name), "nearest": .string(stray.nearest ?? "none")])
        }
        return logger
    }
}
