#pragma once
#include <libpq-fe.h>
// The event loop waits for many sockets at once; Swift's Glibc module does not show these two headers.
#include <sys/epoll.h>
#include <sys/eventfd.h>
