/*
 * tls.c - the certificate, and a newer one without a restart.
 *
 * The library asks for the certificate at each handshake; what is shown is
 * swapped as a whole when the files have changed and fit each other.  A pair
 * that does not fit leaves the old one in place: a certificate is written before
 * its key, or the other way round, and the next look finds both.
 *
 * Life     what was shown once is kept until the server ends: a handshake may
 *          still hold it, and there is one every few months.
 * Threads  reading is for loop threads; loading for one thread at a time.
 * Note     the library gives its callback nothing to find a server by, so a
 *          process shows one certificate.
 */
#include "http/inside.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <sys/stat.h>
#include <time.h>

#define PEM_MAX ((size_t)64 << 10)

struct tls {
	struct tls *older;
	gnutls_pcert_st chain[TLS_CHAIN_MAX];
	unsigned count;
	gnutls_privkey_t key;
	int64_t until_s; /* the certificate's last second */
};

static _Atomic(struct tls *) shown;

const char *
tls_ciphers(void)
{
	return "NORMAL:%SERVER_PRECEDENCE:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:"
	       "-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:"
	       "-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-MAC-ALL:+AEAD:-SIGN-RSA-SHA1:"
	       "-SIGN-ECDSA-SHA1:-SIGN-DSA-SHA1";
}

static bool
pem_read(const char *path, gnutls_datum_t *out)
{
	FILE *f = path == NULL ? NULL : fopen(path, "re");

	if (f == NULL)
		return false;
	out->data = memory_new(1, PEM_MAX);
	out->size = (unsigned)fread(out->data, 1, PEM_MAX - 1, f);
	fclose(f);
	return true;
}

static void
pem_forget(gnutls_datum_t *pem)
{
	if (pem->data != NULL)
		explicit_bzero(pem->data, PEM_MAX);
	free(pem->data);
}

/* Is the key that of the certificate?  The library compares when it takes both. */
static int
pair_fits(const gnutls_datum_t *cert, const gnutls_datum_t *key)
{
	gnutls_certificate_credentials_t both;
	int rc = gnutls_certificate_allocate_credentials(&both);

	if (rc < 0)
		return rc;
	rc = gnutls_certificate_set_x509_key_mem(both, cert, key, GNUTLS_X509_FMT_PEM);
	gnutls_certificate_free_credentials(both);
	return rc;
}

static int64_t
last_second(const gnutls_datum_t *cert)
{
	gnutls_x509_crt_t first;
	int64_t until_s = 0;

	if (gnutls_x509_crt_init(&first) < 0)
		return 0;
	if (gnutls_x509_crt_import(first, cert, GNUTLS_X509_FMT_PEM) >= 0)
		until_s = gnutls_x509_crt_get_expiration_time(first);
	gnutls_x509_crt_deinit(first);
	return until_s;
}

static void
tls_free(struct tls *t)
{
	for (unsigned i = 0; i < t->count; i++)
		gnutls_pcert_deinit(&t->chain[i]);
	if (t->key != NULL)
		gnutls_privkey_deinit(t->key);
	free(t);
}

static struct tls *
tls_make(const gnutls_datum_t *cert, const gnutls_datum_t *key, int *rc)
{
	struct tls *t = memory_new(1, sizeof(*t));
	unsigned count = TLS_CHAIN_MAX;

	*rc = pair_fits(cert, key);
	if (*rc >= 0)
		*rc = gnutls_pcert_list_import_x509_raw(
		    t->chain, &count, cert, GNUTLS_X509_FMT_PEM, 0);
	if (*rc >= 0) {
		t->count = count;
		*rc = gnutls_privkey_init(&t->key);
	}
	if (*rc >= 0)
		*rc = gnutls_privkey_import_x509_raw(
		    t->key, key, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (*rc >= 0) {
		t->until_s = last_second(cert);
		return t;
	}
	tls_free(t);
	return NULL;
}

enum err
tls_load(const struct http_config *c, char *fault)
{
	gnutls_datum_t cert = { 0 }, key = { 0 };
	struct tls *t = NULL;
	int rc = 0;

	if (!pem_read(c->tls_cert, &cert))
		(void)server_fault(
		    fault, OK, "cannot read %s: %s", c->tls_cert, strerror(errno));
	else if (c->tls_key == NULL)
		(void)server_fault(fault, OK, "a certificate wants its key beside it");
	else if (!pem_read(c->tls_key, &key))
		(void)server_fault(
		    fault, OK, "cannot read %s: %s", c->tls_key, strerror(errno));
	else if ((t = tls_make(&cert, &key, &rc)) == NULL)
		(void)server_fault(fault, OK,
		    "%.60s and %.60s are no certificate and its key: %s", c->tls_cert,
		    c->tls_key, gnutls_strerror(rc));
	pem_forget(&cert);
	pem_forget(&key);
	if (t == NULL)
		return ERR_INPUT;
	t->older = atomic_load(&shown);
	atomic_store(&shown, t);
	return OK;
}

int
tls_show(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
    const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain,
    unsigned *count, gnutls_privkey_t *key)
{
	struct tls *t = atomic_load(&shown);

	(void)session, (void)authorities, (void)authority_count;
	(void)algorithms, (void)algorithm_count;
	if (t == NULL)
		return -1;
	*chain = t->chain;
	*count = t->count;
	*key = t->key;
	return 0;
}

void
tls_end(void)
{
	struct tls *t = atomic_exchange(&shown, NULL);

	while (t != NULL) {
		struct tls *older = t->older;

		tls_free(t);
		t = older;
	}
}

/* What tells that a file was replaced or written. */
static uint64_t
look_of(const char *path)
{
	struct stat about;

	if (stat(path, &about) != 0)
		return 0;
	return (uint64_t)about.st_ino * 31 + (uint64_t)about.st_size * 17 +
	       (uint64_t)about.st_mtim.tv_sec * 1000000007u +
	       (uint64_t)about.st_mtim.tv_nsec;
}

uint64_t
tls_look(const struct http_config *c)
{
	return c->tls_cert == NULL || c->tls_key == NULL
		   ? 0
		   : look_of(c->tls_cert) * 3 + look_of(c->tls_key);
}

enum http_renewal
http_renew(struct http_server *s, bool always, char fault[200])
{
	uint64_t look = tls_look(&s->config);
	bool changed = look != s->tls_look;

	if (s->config.tls_cert == NULL || (!always && !changed))
		return HTTP_AS_IT_WAS;
	s->tls_look = look;
	return tls_load(&s->config, fault) == OK ? HTTP_RENEWED : HTTP_NOT_RENEWED;
}

int64_t
http_certified_until(void)
{
	struct tls *t = atomic_load(&shown);

	return t == NULL ? 0 : t->until_s;
}
