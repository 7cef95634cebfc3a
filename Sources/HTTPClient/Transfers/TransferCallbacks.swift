internal import Addresses
internal import CCurl
internal import Glibc

// What curl calls while a transfer runs, always on the loop's thread. The context is the transfer, which the loop holds.

/// Opens a socket for an address that curl is about to dial, if the policy allows it.
func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = unsafe transfer(context), let address = unsafe address,
        let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr)
    else { return CURL_SOCKET_BAD }
    // The address is longer than the field that it begins in.
    let start = unsafe UnsafeRawPointer(address) + offset
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(address.pointee.addrlen))
    guard unsafe transfer.mayDial(IPAddress(socketAddress: bytes)) else { return CURL_SOCKET_BAD }
    let kind = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    return unsafe socket(address.pointee.family, kind, address.pointee.protocol)
}

/// Takes a line of the response's head. Anything but its length back ends the transfer.
func receiveHead(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer(context)?.receiveHead(line) == true ? size * count : stopped
}

/// Takes a part of the response's body. Anything but its length back ends the transfer.
func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    let part = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer(context)?.receiveBody(part) == true ? size * count : stopped
}

/// No length of anything, not even of an empty line.
private let stopped = -1

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    unsafe context.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}
