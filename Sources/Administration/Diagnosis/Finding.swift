/// What one check of the platform has found.
public struct Finding: Sendable, Hashable {
    /// The check, in kebab-case.
    public let check: String
    /// Whether all is well, or could not be looked at from here; ``detail`` says which.
    public let isHealthy: Bool
    /// What was found; no secret.
    public let detail: String
    /// What to do, where something is to be done.
    public let advice: String?

    /// Whether it could not be looked at from here.
    public let isSkipped: Bool

    private init(
        _ check: String, isHealthy: Bool, isSkipped: Bool = false, _ detail: String, _ advice: String?
    ) {
        self.check = check
        self.isSkipped = isSkipped
        self.isHealthy = isHealthy
        self.detail = detail
        self.advice = advice
    }

    /// All is well.
    public static func healthy(_ check: String, _ detail: String) -> Finding {
        Finding(check, isHealthy: true, detail, nil)
    }

    /// It could not be looked at from here, which is no fault by itself.
    public static func notChecked(_ check: String, _ detail: String, advice: String) -> Finding {
        Finding(check, isHealthy: true, isSkipped: true, "not checked: \(detail)", advice)
    }

    /// Nothing is wrong with the platform itself, but somebody should look at something.
    public static func warning(_ check: String, _ detail: String, advice: String) -> Finding {
        Finding(check, isHealthy: true, detail, advice)
    }

    /// Something is wrong.
    public static func faulty(_ check: String, _ detail: String, advice: String) -> Finding {
        Finding(check, isHealthy: false, detail, advice)
    }
}
