internal import CLibpq

extension Connection {
    /// Takes the notifications that have arrived.
    func takeNotifications() -> [Notification] {
        var notifications: [Notification] = []
        while let notification = unsafe PQnotifies(handle) {
            let channel = unsafe String(cString: notification.pointee.relname)
            let payload = unsafe String(cString: notification.pointee.extra)
            notifications.append(Notification(channel: channel, payload: payload))
            unsafe PQfreemem(notification)
        }
        return notifications
    }
}
