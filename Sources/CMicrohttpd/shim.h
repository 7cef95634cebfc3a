#pragma once
#include <microhttpd.h>
#include <sys/ioctl.h>

// Swift cannot call C functions with variable arguments. Each function here calls one of them with the arguments
// that Muster gives, so that the compiler checks their types.

/// Everything that a daemon calls back into, and its sizes.
struct muster_daemon_settings {
    void *context;
    int listening_socket;
    unsigned int connection_limit;
    size_t pool_bytes;
    MHD_AcceptPolicyCallback accept_policy;
    MHD_AccessHandlerCallback access_handler;
    MHD_RequestCompletedCallback request_completed;
    MHD_NotifyConnectionCallback connection_changed;
    void *(*request_line_received)(void *context, const char *target, struct MHD_Connection *connection);
    size_t (*unescape)(void *context, struct MHD_Connection *connection, char *text);
};

/// MHD_start_daemon is variadic. No time-out is set: the server measures requests as a whole, not pauses between bytes.
static inline struct MHD_Daemon *muster_start_daemon(const struct muster_daemon_settings *settings) {
    // Without a thread of its own: it runs where it is told to.
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME, 0,
        settings->accept_policy, settings->context, settings->access_handler, settings->context,
        MHD_OPTION_LISTEN_SOCKET, settings->listening_socket,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->pool_bytes,
        MHD_OPTION_CONNECTION_LIMIT, settings->connection_limit,
        MHD_OPTION_STRICT_FOR_CLIENT, 0,
        MHD_OPTION_URI_LOG_CALLBACK, settings->request_line_received, settings->context,
        MHD_OPTION_UNESCAPE_CALLBACK, settings->unescape, settings->context,
        MHD_OPTION_NOTIFY_COMPLETED, settings->request_completed, settings->context,
        MHD_OPTION_NOTIFY_CONNECTION, settings->connection_changed, settings->context,
        MHD_OPTION_END);
}

/// MHD_get_daemon_info is variadic. The descriptor that becomes readable when the daemon has something to do.
static inline int muster_epoll(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

/// MHD_get_connection_info is variadic. The size of the head, from the request line to the empty line; 0 if unknown.
static inline size_t muster_head_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

/// MHD_get_connection_info is variadic. The socket, to be closed by nobody but the library; -1 if unknown.
static inline int muster_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/// MHD_get_connection_info is variadic. The other end's address, valid while the connection is open.
static inline const struct sockaddr *muster_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

/// MHD_get_connection_info is variadic. What the connection's opening left in its socket context.
static inline void *muster_connection_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/// ioctl is variadic. The bytes that have come on a socket and have not been read; 0 if unknown.
static inline int muster_unread_bytes(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : 0;
}
