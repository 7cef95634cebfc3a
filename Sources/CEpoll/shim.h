#pragma once
// Linux's own way to wait for many sockets at once, of which Swift's Glibc module does not show the headers.
#include <sys/epoll.h>
#include <sys/eventfd.h>
