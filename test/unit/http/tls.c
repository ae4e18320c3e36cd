/*
 * tls.c - which TLS is spoken, and how a certificate is renewed.
 */
#include "support.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <sys/stat.h>

static struct http_server *server;
static char dir[] = "/tmp/kith-tls-XXXXXX", cert[64], key[64];

static void
handle(struct req *r)
{
	req_reply(r, 200, "text/plain", r->secure ? STR("safe") : STR("open"));
}

/* A certificate for `name` and its key, in files of these names. */
static void
certify(const char *name, const char *cert_to, const char *key_to)
{
	char command[600];

	snprintf(command, sizeof(command),
	    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
	    "-days 2 -subj /CN=%s -out %s -keyout %s 2>/dev/null",
	    name, cert_to, key_to);
	if (system(command) != 0)
		fail_msg("openssl made no certificate");
}

static int
begin(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(cert, sizeof(cert), "%s/cert.pem", dir);
	snprintf(key, sizeof(key), "%s/key.pem", dir);
	certify("first", cert, key);
	server = serve(
	    (struct http_config){ .handle = handle, .tls_cert = cert, .tls_key = key });
	return 0;
}

static int
end(void **state)
{
	(void)state;
	http_stop(server, 1000);
	unlink(cert), unlink(key), rmdir(dir);
	return 0;
}

struct line {
	int fd;
	gnutls_session_t session;
	gnutls_certificate_credentials_t any;
};

/* Who is at the other end of a new connection by these rules; "": nobody. */
static const char *
meet(struct line *l, const char *rules)
{
	static char name[64];
	size_t size = sizeof(name);
	gnutls_x509_crt_t theirs;
	const gnutls_datum_t *raw;
	unsigned count;

	name[0] = '\0';
	*l = (struct line){ .fd = dial(server) };
	gnutls_certificate_allocate_credentials(&l->any);
	gnutls_init(&l->session, GNUTLS_CLIENT);
	if (gnutls_priority_set_direct(l->session, rules, NULL) < 0)
		fail_msg("%s are no rules", rules);
	gnutls_credentials_set(l->session, GNUTLS_CRD_CERTIFICATE, l->any);
	gnutls_transport_set_int(l->session, l->fd);
	gnutls_handshake_set_timeout(l->session, 10000);
	if (gnutls_handshake(l->session) < 0)
		return "";
	raw = gnutls_certificate_get_peers(l->session, &count);
	gnutls_x509_crt_init(&theirs);
	gnutls_x509_crt_import(theirs, raw, GNUTLS_X509_FMT_DER);
	gnutls_x509_crt_get_dn_by_oid(
	    theirs, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size);
	gnutls_x509_crt_deinit(theirs);
	return name;
}

static void
leave(struct line *l)
{
	gnutls_deinit(l->session);
	gnutls_certificate_free_credentials(l->any);
	close(l->fd);
}

static void
expect(const char *rules, const char *name)
{
	struct line l;
	const char *met = meet(&l, rules);

	if (strcmp(met, name) != 0)
		fail_msg("%s met \"%s\" instead of \"%s\"", rules, met, name);
	leave(&l);
}

static void
expect_safe(struct line *l, const char *request)
{
	char heard[8192] = "";
	size_t len = 0;
	ssize_t n;

	assert_int_equal(
	    gnutls_record_send(l->session, request, strlen(request)), strlen(request));
	do {
		n = gnutls_record_recv(l->session, heard + len, sizeof(heard) - 1 - len);
		assert_true(n > 0);
		len += (size_t)n;
		heard[len] = '\0';
	} while (strstr(heard, "Strict-Transport-Security: max-age=31536000") == NULL);
}

static void
only_new_tls_is_spoken(void **state)
{
	(void)state;
	expect("NORMAL", "first");
	expect("NORMAL:-VERS-ALL:+VERS-TLS1.3", "first");
	expect("NORMAL:-VERS-ALL:+VERS-TLS1.2", "first");
	expect("NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT:-SIGN-ALL:+SIGN-RSA-SHA1:"
	       "+SIGN-ECDSA-SHA1",
	    "");
	expect("NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC", "");
	expect("NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", "");
	expect("NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CHACHA20-POLY1305", "first");
}

static void
a_certificate_is_renewed(void **state)
{
	char why[200] = "", cert_new[80], key_new[80];
	struct line old;

	(void)state;
	snprintf(cert_new, sizeof(cert_new), "%s.new", cert);
	snprintf(key_new, sizeof(key_new), "%s.new", key);
	assert_int_equal(http_renew(server, false, why), HTTP_AS_IT_WAS);
	assert_string_equal(meet(&old, "NORMAL"), "first");
	certify("second", cert_new, key_new);
	/* half of it: the old one stays, and the reason is told once */
	assert_int_equal(rename(cert_new, cert), 0);
	assert_int_equal(http_renew(server, false, why), HTTP_NOT_RENEWED);
	assert_non_null(strstr(why, "no certificate and its key"));
	expect("NORMAL", "first");
	assert_int_equal(http_renew(server, false, why), HTTP_AS_IT_WAS);
	/* the other half: who is connected goes on, who comes sees the new one */
	assert_int_equal(rename(key_new, key), 0);
	assert_int_equal(http_renew(server, false, why), HTTP_RENEWED);
	expect("NORMAL", "second");
	expect_safe(&old, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	expect_safe(&old, "GET / HTTP/1.1\r\nHost a\r\n\r\n"); /* the library's answer */
	leave(&old);
	assert_true(http_certified_until() > (int64_t)time(NULL) + 86400);
	/* what is no certificate, or is not there, changes nothing */
	assert_int_equal(http_renew(server, true, why), HTTP_RENEWED);
	certify("third", cert_new, key_new);
	unlink(cert);
	assert_int_equal(http_renew(server, true, why), HTTP_NOT_RENEWED);
	assert_non_null(strstr(why, "cannot read"));
	expect("NORMAL", "second");
	assert_int_equal(rename(cert_new, cert), 0);
	assert_int_equal(rename(key_new, key), 0);
	assert_int_equal(http_renew(server, false, why), HTTP_RENEWED);
	expect("NORMAL", "third");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_new_tls_is_spoken),
		cmocka_unit_test(a_certificate_is_renewed),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
