/// How a transfer ended.
typealias TransferResult = Result<OutgoingResponse, HTTPClientError>
