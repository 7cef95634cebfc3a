public import JSON

extension SCIMError {
    /// The answer to a body that is no acceptable JSON: 413 if it is over a limit of size, else 400 `invalidSyntax`.
    public init(_ error: JSON.ParsingError) {
        switch error.code {
        case .tooLarge, .tooManyValues: self.init(status: 413, detail: "\(error) Send several smaller requests.")
        case .tooManyNonStarters:
            self.init(status: 400, kind: .invalidValue, detail: "\(error) Correct it and send it again.")
        default: self.init(status: 400, kind: .invalidSyntax, detail: "\(error) Correct it and send it again.")
        }
    }
}
