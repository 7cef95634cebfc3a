internal import Addresses
internal import CCurl
internal import Observability
internal import Synchronization

/// The thread on which all transfers of a client happen.
// Sendable: other threads touch the inbox, which is locked, and what never changes; the rest is for the loop's thread.
@safe final class TransferLoop: @unchecked Sendable {
    /// What other threads ask for.
    enum Command {
        case start(Transfer, CheckedContinuation<TransferResult, Never>)
        case cancel(Transfer)
        case stop
    }

    let policy: AddressPolicy
    let limits: HTTPClient.Limits
    private let trust: CertificateTrust
    private let logger: Logger

    private let transfers: UnsafeMutableRawPointer
    private let inbox = Mutex<[Command]>([])

    // Only the loop's thread touches these.
    private var running: [UInt: TransferHandle] = [:]
    private var waiting: WaitingLine
    private var isStopped = false

    init(policy: AddressPolicy, limits: HTTPClient.Limits, trust: CertificateTrust, logger: Logger) {
        precondition(Self.isReady, "libcurl works here")
        guard let transfers = unsafe curl_multi_init() else { preconditionFailure("out of memory") }
        unsafe muster_set_shared_number(transfers, CURLMOPT_MAXCONNECTS, limits.slots)
        unsafe self.transfers = transfers
        self.policy = policy
        self.limits = limits
        self.trust = trust
        self.logger = logger
        waiting = WaitingLine(limits)
    }

    // The thread holds the loop, so it has ended here and no transfer is left.
    deinit { unsafe curl_multi_cleanup(transfers) }

    /// curl wants to be prepared once, before any other call.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Hands a command to the loop's thread and wakes it.
    func add(_ command: Command) {
        inbox.withLock { $0.append(command) }
        _ = unsafe curl_multi_wakeup(transfers)
    }

    /// Ends the thread.
    func stop() { add(.stop) }
}

// MARK: - The thread

extension TransferLoop {
    /// Carries transfers out until the loop is stopped.
    func run() {
        while true {
            takeCommands()
            guard !isStopped else { return }
            let nextDeadline = serveWaiting()
            var count: Int32 = 0
            unsafe curl_multi_perform(transfers, &count)
            // A transfer that ended leaves its slot to the next, before the thread sleeps.
            if !finishEnded() { unsafe curl_multi_poll(transfers, nil, 0, pause(until: nextDeadline), nil) }
        }
    }

    private func takeCommands() {
        let commands = inbox.withLock { inbox in
            defer { inbox = [] }
            return inbox
        }
        for command in commands {
            switch command {
            case .start(let transfer, let continuation): accept(transfer, continuation)
            case .cancel(let transfer): cancel(transfer)
            case .stop: isStopped = true
            }
        }
    }

    private func accept(_ transfer: Transfer, _ continuation: CheckedContinuation<TransferResult, Never>) {
        transfer.continuation = continuation
        if transfer.isCancelled {
            transfer.fail(.cancelled)
        } else if waiting.append(transfer) {
            // At once, so that of several commands each finds the slots as the one before has left them.
            fillSlots()
        } else {
            transfer.fail(.noSlot)
        }
    }

    /// A task can be cancelled before its transfer has come here; then the mark is found when it does.
    private func cancel(_ transfer: Transfer) {
        transfer.isCancelled = true
        waiting.remove(transfer)
        if let handle = running.values.first(where: { $0.transfer === transfer }) { release(handle) }
        transfer.fail(.cancelled)
    }

    /// Gives free slots away, and returns when the next transfer will have waited too long.
    private func serveWaiting() -> ContinuousClock.Instant? {
        for transfer in waiting.removeExpired(at: .now) { transfer.fail(.noSlot) }
        fillSlots()
        return waiting.nextDeadline
    }

    private func fillSlots() {
        while let transfer = waiting.next() { begin(transfer) }
    }

    private func begin(_ transfer: Transfer) {
        guard let handle = TransferHandle(transfer, trust: trust),
            unsafe curl_multi_add_handle(transfers, handle.pointer) == CURLM_OK
        else {
            waiting.leaveSlot(transfer)
            transfer.fail(.systemFailure)
            return
        }
        running[handle.key] = handle
    }

    private func pause(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return 60_000 }
        return Int32(min(ContinuousClock.now.duration(to: deadline).wholeMilliseconds, 60_000))
    }

    /// Answers for the transfers that have ended; false if none has.
    private func finishEnded() -> Bool {
        var hasEnded = false
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(transfers, &left)?.pointee {
            guard unsafe message.msg == CURLMSG_DONE,
                let handle = unsafe running[UInt(bitPattern: message.easy_handle)]
            else { continue }
            hasEnded = true
            let result = unsafe handle.result(of: message.data.result)
            release(handle)
            report(result, of: handle.transfer)
            handle.transfer.finish(result)
        }
        return hasEnded
    }

    private func release(_ handle: TransferHandle) {
        running[handle.key] = nil
        unsafe curl_multi_remove_handle(transfers, handle.pointer)
        waiting.leaveSlot(handle.transfer)
    }

    private func report(_ result: TransferResult, of transfer: Transfer) {
        guard case .failure(let error) = result, error.code == .addressRefused else { return }
        logger.warning(
            "address refused", ["origin": .string(transfer.url.origin), "reason": .string(error.detail)])
    }
}
