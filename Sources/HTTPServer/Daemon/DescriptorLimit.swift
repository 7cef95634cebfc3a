import Glibc

/// How many descriptors the process may have open.
enum DescriptorLimit {
    /// Raises the limit to what the system allows at most: a shell gives 1,024, fewer than a server has connections.
    static func raise() {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(resource, &limit)
    }
}
