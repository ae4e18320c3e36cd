/*
 * net.c - addresses, networks, and whose word counts for them.
 *
 * All are kept as IPv6; an IPv4 address is the one that IPv6 maps it to, so
 * that a client has one name however it comes.
 *
 * src   RFC 4291 §2.5.5.2, RFC 4632 §3.1
 */
#include "http/inside.h"

#include <arpa/inet.h>

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

static bool
is_mapped(const struct in6_addr *a)
{
	return memcmp(a, mapped, sizeof(mapped)) == 0;
}

bool
address_read(struct str text, struct in6_addr *out)
{
	char bare[INET6_ADDRSTRLEN];
	struct in6_addr a = { 0 };

	if (text.len == 0 || text.len >= sizeof(bare))
		return false;
	memcpy(bare, text.at, text.len);
	bare[text.len] = '\0';
	memcpy(&a, mapped, sizeof(mapped));
	if (inet_pton(AF_INET, bare, (char *)&a + sizeof(mapped)) != 1 &&
	    inet_pton(AF_INET6, bare, &a) != 1)
		return false;
	*out = a;
	return true;
}

void
address_of(const struct sockaddr *from, struct in6_addr *out)
{
	memset(out, 0, sizeof(*out));
	if (from != NULL && from->sa_family == AF_INET6) {
		*out = ((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
	} else if (from != NULL && from->sa_family == AF_INET) {
		memcpy(out, mapped, sizeof(mapped));
		memcpy((char *)out + sizeof(mapped),
		    &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
	}
}

void
address_write(const struct in6_addr *a, char out[INET6_ADDRSTRLEN])
{
	if (is_mapped(a))
		inet_ntop(
		    AF_INET, (const char *)a + sizeof(mapped), out, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET6, a, out, INET6_ADDRSTRLEN);
}

/* Who has one IPv6 address has 2^64 of them: counted by network. */
size_t
address_share(const struct in6_addr *a)
{
	return is_mapped(a) ? 16 : 8;
}

static bool
net_read(struct str text, struct net *out)
{
	struct str address = text, bits = STR_NONE;
	int64_t n = 128;
	unsigned most;

	(void)str_cut(text, '/', &address, &bits);
	if (!address_read(address, &out->at))
		return false;
	most = is_mapped(&out->at) ? 32 : 128;
	if (bits.at != NULL) {
		if (!str_int(bits, &n) || n < 0 || n > most)
			return false;
		n += 128 - most;
	}
	out->bits = (unsigned)n;
	return true;
}

bool
nets_read(const char *list, struct net *nets, size_t *count)
{
	struct str rest = str_of(list == NULL ? "" : list), one;

	*count = 0;
	while (rest.len > 0) {
		struct str after = STR_NONE;

		if (!str_cut(rest, ',', &one, &after))
			one = rest;
		rest = after;
		if (*count == HTTP_PROXIES_MAX || !net_read(str_trim(one), &nets[*count]))
			return false;
		++*count;
	}
	return true;
}

static bool
net_holds(const struct net *net, const struct in6_addr *a)
{
	const unsigned char *left = net->at.s6_addr, *right = a->s6_addr;
	unsigned whole = net->bits / 8, rest = net->bits % 8;

	if (memcmp(left, right, whole) != 0)
		return false;
	return rest == 0 || (left[whole] ^ right[whole]) >> (8 - rest) == 0;
}

bool
nets_hold(const struct net *nets, size_t count, const struct in6_addr *a)
{
	for (size_t i = 0; i < count; i++)
		if (net_holds(&nets[i], a))
			return true;
	return false;
}

bool
http_nets_hold(const char *list, struct str address, bool *holds)
{
	struct net nets[HTTP_PROXIES_MAX];
	struct in6_addr a;
	size_t count;

	if (!nets_read(list, nets, &count) || !address_read(address, &a))
		return false;
	*holds = nets_hold(nets, count, &a);
	return true;
}
