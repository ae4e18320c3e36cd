/*
 * listen.c - who comes in: one thread that accepts, and hands out in turn.
 *
 * The library could listen itself, but when asked to stop listening while its
 * loops run, 0.9.75 now and then ends the process; and it counts connections
 * for each loop apart.
 *
 * Limits   connections, and connections_per_ip counted by a keyed hash of the
 *          address: two strangers may share a count, nobody can choose whose.
 */
#include "http/inside.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <sodium.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define LEAVING_MAX 512 /* connections that are cut and not yet gone */

/* "[::]:80" into "::" and "80"; false: no port, or no room. */
static bool
listen_split(const char *listen, char host[256], char port[8])
{
	const char *colon = strrchr(listen, ':');
	struct str name;

	if (colon == NULL || strlen(colon + 1) == 0 || strlen(colon + 1) > 5)
		return false;
	name = (struct str){ listen, (size_t)(colon - listen) };
	if (name.len >= 2 && name.at[0] == '[' && name.at[name.len - 1] == ']')
		name.at++, name.len -= 2;
	if (name.len >= 256)
		return false;
	memcpy(host, name.at, name.len);
	host[name.len] = '\0';
	memcpy(port, colon + 1, strlen(colon + 1) + 1);
	return true;
}

static int
listen_on(const struct addrinfo *address)
{
	int yes = 1, no = 0;
	int fd =
	    socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (address->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
	if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, 1024) == 0)
		return fd;
	close(fd);
	return -1;
}

static int
port_of(int fd)
{
	struct sockaddr_storage at = { 0 };
	socklen_t len = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return 0;
	/* analyse: clang-analyzer-core.CallAndMessage: getsockname() fills it; of the
	 * union only one part is known there */
	return ntohs(at.ss_family == AF_INET6
			 ? ((struct sockaddr_in6 *)(void *)&at)->sin6_port
			 : ((struct sockaddr_in *)(void *)&at)->sin_port);
}

enum err
http_listen(const char *listen, int *fd, char fault[200])
{
	struct addrinfo hints = { .ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	char host[256], port[8];
	int on;

	if (listen == NULL || !listen_split(listen, host, port))
		return server_fault(fault, ERR_INPUT,
		    "\"%s\" is not an address like 127.0.0.1:8080",
		    listen == NULL ? "" : listen);
	/* no name: all of this machine, which without IPv6 is a shorter word */
	if (getaddrinfo(host[0] == '\0' ? "::" : host, port, &hints, &found) != 0)
		return server_fault(
		    fault, ERR_INPUT, "\"%s\" is not an address of this machine", listen);
	on = listen_on(found);
	freeaddrinfo(found);
	if (on < 0 && host[0] == '\0' &&
	    getaddrinfo("0.0.0.0", port, &hints, &found) == 0) {
		on = listen_on(found);
		freeaddrinfo(found);
	}
	if (on < 0)
		return server_fault(
		    fault, ERR_DOWN, "cannot listen on %s: %s", listen, strerror(errno));
	*fd = on;
	return OK;
}

enum err
listen_open(struct http_server *s, char *fault)
{
	if (s->config.listen_fd > 0)
		s->listen_fd = s->config.listen_fd;
	else
		TRY(http_listen(s->config.listen, &s->listen_fd, fault));
	s->port = port_of(s->listen_fd);
	return OK;
}

_Atomic uint16_t *
address_count(struct http_server *s, const struct sockaddr *from)
{
	unsigned char hash[crypto_shorthash_BYTES];
	struct in6_addr a;
	uint16_t i;

	address_of(from, &a);
	crypto_shorthash(hash, (const unsigned char *)&a, address_share(&a), s->secret);
	memcpy(&i, hash, sizeof(i));
	return &s->addresses[i];
}

/* A trusted proxy comes for many. */
static bool
is_proxy(const struct http_server *s, const struct sockaddr *from)
{
	struct in6_addr a;

	address_of(from, &a);
	return nets_hold(s->proxies, s->proxy_count, &a);
}

/* Those that were cut are let go by their loop, a moment later. */
static bool
line_fits(struct http_server *s, const struct sockaddr *address)
{
	const struct http_config *c = &s->config;
	size_t count = atomic_load(&s->line_count);

	if (c->connections_per_ip > 0 &&
	    atomic_load(address_count(s, address)) >= c->connections_per_ip &&
	    !is_proxy(s, address))
		return false;
	return count < c->connections ||
	       (count < c->connections + LEAVING_MAX && watch_displace(s));
}

/* Counted here, and uncounted when the library lets go (watch_line). */
static void
line_accept(struct http_server *s, int fd, const struct sockaddr *address, socklen_t len)
{
	struct MHD_Daemon *loop = s->loops[s->turn++ % s->loop_count];

	if (!line_fits(s, address)) {
		close(fd);
		return;
	}
	atomic_fetch_add(&s->line_count, 1);
	atomic_fetch_add(address_count(s, address), 1);
	if (MHD_add_connection(loop, fd, address, len) != MHD_YES) {
		atomic_fetch_sub(&s->line_count, 1);
		atomic_fetch_sub(address_count(s, address), 1);
	}
}

static void *
listen_run(void *arg)
{
	struct http_server *s = arg;
	struct pollfd on[2] = { { .fd = s->listen_fd, .events = POLLIN },
		{ .fd = s->listen_end, .events = POLLIN } };

	while (poll(on, 2, -1) >= 0 || errno == EINTR) {
		struct sockaddr_storage from = { 0 };
		socklen_t len = sizeof(from);
		int fd;

		if (on[1].revents != 0)
			break;
		fd = accept4(s->listen_fd, (struct sockaddr *)&from, &len,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd >= 0)
			line_accept(s, fd, (struct sockaddr *)&from, len);
		else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
			poll(&on[1], 1, 100); /* until some are closed */
	}
	return NULL;
}

bool
listen_start(struct http_server *s)
{
	s->listen_end = eventfd(0, EFD_CLOEXEC);
	s->listening =
	    s->listen_end >= 0 && pthread_create(&s->listener, NULL, listen_run, s) == 0;
	return s->listening;
}

void
listen_stop(struct http_server *s)
{
	uint64_t one = 1;

	if (s->listening) {
		while (write(s->listen_end, &one, sizeof(one)) < 0 && errno == EINTR)
			;
		pthread_join(s->listener, NULL);
	}
	if (s->listen_end >= 0)
		close(s->listen_end);
	if (s->listen_fd >= 0)
		close(s->listen_fd);
	s->listening = false;
	s->listen_fd = s->listen_end = -1;
}
