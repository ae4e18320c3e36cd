/*
 * gate.c - which addresses may be connected to.
 *
 * Of IPv6 only 2000::/3 is the public internet, so all that is odd (mapped and
 * translated IPv4, link-local, unique local, multicast) falls away by itself.
 */
#include "fetch/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

struct net {
	unsigned char at[16];
	int bits;
};

/* src  IANA special-purpose address registries; 168.63.129.16: Azure's own */
static const struct net closed4[] = {
	{ { 0 }, 8 },
	{ { 10 }, 8 },
	{ { 100, 64 }, 10 },
	{ { 127 }, 8 },
	{ { 168, 63, 129, 16 }, 32 },
	{ { 169, 254 }, 16 },
	{ { 172, 16 }, 12 },
	{ { 192, 0, 0 }, 24 },
	{ { 192, 0, 2 }, 24 },
	{ { 192, 88, 99 }, 24 },
	{ { 192, 168 }, 16 },
	{ { 198, 18 }, 15 },
	{ { 198, 51, 100 }, 24 },
	{ { 203, 0, 113 }, 24 },
	{ { 224 }, 3 },
};

static const struct net open6 = { { 0x20 }, 3 };

/* 2001::/23 holds Teredo and ORCHID; 2002::/16 is 6to4: an IPv4 in disguise. */
static const struct net closed6[] = {
	{ { 0x20, 0x01 }, 23 },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },
	{ { 0x20, 0x02 }, 16 },
	{ { 0x3f, 0xff }, 20 },
};

static bool
is_in(const unsigned char *address, const unsigned char *net, int bits)
{
	int whole = bits / 8, rest = bits % 8;
	unsigned char mask = (unsigned char)(0xff00 >> rest);

	return memcmp(address, net, (size_t)whole) == 0 &&
	       (rest == 0 || ((address[whole] ^ net[whole]) & mask) == 0);
}

static bool
is_in_any(const unsigned char *address, const struct net *nets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_in(address, nets[i].at, nets[i].bits))
			return true;
	return false;
}

/* Of this machine, also where that is a public one: what listens there believes
 * that only neighbours come.  A datagram socket is asked; nothing is sent. */
static bool
is_ours(const struct sockaddr *address, socklen_t len)
{
	struct sockaddr_storage mine = { 0 };
	socklen_t mine_len = sizeof(mine);
	bool ours = false;
	int fd = socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return false;
	if (connect(fd, address, len) == 0 &&
	    getsockname(fd, (struct sockaddr *)&mine, &mine_len) == 0)
		/* analyse: clang-analyzer-core.UndefinedBinaryOperatorResult:
		 * getsockname() fills it; of the union only one part is known there */
		ours = address->sa_family == AF_INET
			   ? ((struct sockaddr_in *)&mine)->sin_addr.s_addr ==
				 ((const struct sockaddr_in *)address)->sin_addr.s_addr
			   : memcmp(&((struct sockaddr_in6 *)&mine)->sin6_addr,
				 &((const struct sockaddr_in6 *)address)->sin6_addr,
				 16) == 0;
	close(fd);
	return ours;
}

struct target {
	unsigned char at[16];
	int family, port;
};

static bool
read_target(const struct sockaddr *address, struct target *out)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;

	*out = (struct target){ .family = address->sa_family };
	if (address->sa_family == AF_INET) {
		memcpy(out->at, &v4->sin_addr, 4);
		out->port = ntohs(v4->sin_port);
	} else if (address->sa_family == AF_INET6) {
		memcpy(out->at, &v6->sin6_addr, 16);
		out->port = ntohs(v6->sin6_port);
	}
	return address->sa_family == AF_INET || address->sa_family == AF_INET6;
}

static bool
is_public(const struct target *t, const struct sockaddr *address)
{
	bool is_v4 = t->family == AF_INET;

	if (is_v4 ? is_in_any(t->at, closed4, COUNT_OF(closed4))
		  : !is_in(t->at, open6.at, open6.bits) ||
			is_in_any(t->at, closed6, COUNT_OF(closed6)))
		return false;
	return !is_ours(
	    address, is_v4 ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6));
}

static bool
is_usual(int port, const int usual[])
{
	for (; *usual != 0; usual++)
		if (*usual == port)
			return true;
	return false;
}

bool
gate_allows(const struct gate *g, const struct sockaddr *address, const int usual[])
{
	struct target t;
	bool fits_usual, is_named_port = false;

	if (!read_target(address, &t))
		return false;
	fits_usual = is_usual(t.port, usual);
	for (size_t i = 0; i < g->count; i++) {
		const struct gate_net *n = &g->nets[i];
		bool port_fits = n->port == 0 ? fits_usual : n->port == t.port;

		if (n->family == 0)
			is_named_port |= port_fits;
		else if (port_fits && n->family == t.family &&
			 is_in(t.at, n->at, n->bits))
			return true;
	}
	return (fits_usual || is_named_port) && is_public(&t, address);
}

/* ---- the list, as a person writes it ---- */

static bool
read_port(struct str text, int *out)
{
	int64_t port;

	if (!str_int(text, &port) || port < 1 || port > 65535)
		return false;
	*out = (int)port;
	return true;
}

static bool
read_net(struct str text, struct gate_net *out)
{
	struct str address = text, bits;
	bool has_bits = str_cut(text, '/', &address, &bits);
	char c[INET6_ADDRSTRLEN];
	int64_t n;
	int most;

	if (!has_bits)
		address = text;
	if (address.len >= sizeof(c))
		return false;
	snprintf(c, sizeof(c), "%.*s", STR_ARG(address));
	if (inet_pton(AF_INET, c, out->at) == 1)
		out->family = AF_INET;
	else if (inet_pton(AF_INET6, c, out->at) == 1)
		out->family = AF_INET6;
	else
		return false;
	most = out->family == AF_INET ? 32 : 128;
	n = most;
	if (has_bits && (!str_int(bits, &n) || n < 1 || n > most))
		return false;
	out->bits = (int)n;
	return true;
}

/* ":8443", "10.0.0.0/8", "10.0.0.0/8:8443", "fd00::/8", "[fd00::/8]:8443" */
static bool
read_entry(struct str text, struct gate_net *out)
{
	struct str net, rest;

	if (text.at[0] == ':' && (text.len < 2 || text.at[1] != ':'))
		return read_port((struct str){ text.at + 1, text.len - 1 }, &out->port);
	if (text.at[0] == '[') {
		if (!str_cut((struct str){ text.at + 1, text.len - 1 }, ']', &net, &rest))
			return false;
		return (rest.len == 0 ||
			   (rest.at[0] == ':' &&
			       read_port((struct str){ rest.at + 1, rest.len - 1 },
				   &out->port))) &&
		       read_net(net, out) && out->family == AF_INET6;
	}
	if (str_cut(text, ':', &net, &rest) && memchr(rest.at, ':', rest.len) == NULL)
		return read_port(rest, &out->port) && read_net(net, out);
	return read_net(text, out);
}

enum err
gate_read(struct str text, struct gate *out, struct str *wrong)
{
	struct gate g = { 0 };
	size_t at = 0;

	while (at < text.len) {
		size_t from;

		while (at < text.len && strchr(", \t\r\n", text.at[at]) != NULL)
			at++;
		from = at;
		while (at < text.len && strchr(", \t\r\n", text.at[at]) == NULL)
			at++;
		if (at == from)
			break;
		*wrong = (struct str){ text.at + from, at - from };
		if (g.count == GATE_MAX || !read_entry(*wrong, &g.nets[g.count]))
			return ERR_INPUT;
		g.count++;
	}
	*out = g;
	return OK;
}
