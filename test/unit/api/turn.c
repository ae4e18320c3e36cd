/*
 * turn.c - while one transaction keeps the writer for long, more people save than there
 * are threads: nobody is refused, all wait for it, and who reads is served meanwhile.
 */
#include "api/api.h"
#include "auth/auth.h"

#include "unit/exchange/help.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <time.h>

#define SAVERS (HTTP_WORKERS + 8)
#define PATIENCE_S 60

static struct api *api;
static char token[AUTH_TOKEN_SIZE];

static void
serve(void)
{
	struct api_config config = { .http = { .listen = "127.0.0.1:0" },
		.words = &app_words };
	char fault[200] = "";

	assert_ok(site_start(site));
	assert_ok(api_new(&config, &api));
	assert_ok(api_add_site(api, NULL, site));
	if (api_start(api, fault) != OK)
		fail_msg("%s", fault);
}

static void
sign_in(void)
{
	struct token_wish wish = { .name = STR("test"), .days = 1 };
	struct record *rec;
	int64_t id;

	assert_ok(record_create(&c, meta_entity(c.meta, STR("user")),
	    json_hold(c.mem, json_pack("{s:s, s:s, s:[s]}", "login", "an", "name", "An",
				 "roles", "admin")),
	    &rec));
	c.actor.user = rec->id;
	assert_ok(auth_token_new(&c, &wish, token, &id));
}

static int
ask_for(const char *method, const char *path, const char *body)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)api_port(api)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval patience = { .tv_sec = PATIENCE_S };
	int fd = socket(AF_INET, SOCK_STREAM, 0), len;
	char request[1000];

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	len = snprintf(request, sizeof(request),
	    "%s %s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n"
	    "Connection: close\r\n\r\n%s",
	    method, path, token, strlen(body), body);
	assert_int_equal(send(fd, request, (size_t)len, 0), len);
	return fd;
}

static int
status_of(int fd)
{
	char head[13] = "";
	int status = 0;

	assert_int_equal(recv(fd, head, 12, MSG_WAITALL), 12);
	sscanf(head, "HTTP/1.1 %d", &status);
	close(fd);
	return status;
}

static void
wait_until_parked(size_t count)
{
	int64_t until_us = time_steady_us() + PATIENCE_S * 1000000;

	while (http_parked(api_server(api)) < count) {
		if (time_steady_us() > until_us)
			fail_msg("%zu wait without a thread, not %zu",
			    http_parked(api_server(api)), count);
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
}

static void
nobody_is_refused(void **state)
{
	int savers[SAVERS];
	struct tx tx;

	(void)state;
	sqlite_only();
	sign_in();
	serve();
	assert_int_equal(status_of(ask_for("GET", "/api/me", "")), 200);
	assert_ok(tx_begin(c.db, &tx));
	tx_long(&tx);
	for (size_t i = 0; i < SAVERS; i++)
		savers[i] = ask_for("POST", "/api/account", "{\"name\":\"Harbour\"}");
	wait_until_parked(SAVERS - HTTP_WORKERS + 1); /* so that a thread is free */
	assert_int_equal(status_of(ask_for("GET", "/api/account", "")), 200);
	assert_ok(tx_commit(&tx));
	for (size_t i = 0; i < SAVERS; i++)
		assert_int_equal(status_of(savers[i]), 201);
	assert_int_equal(
	    ask("select count(*) from account where name = 'Harbour'"), SAVERS);
	api_stop(api);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { exchange_test(nobody_is_refused) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
