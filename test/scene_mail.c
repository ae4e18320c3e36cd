/*
 * scene_mail.c - the letters that the server put into its outbox, in their order.
 */
#include "scene.h"

#include <dirent.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 20000

static char last[40]; /* the file that was read last */

/* Names are ids of one length, which rise. */
static bool
next_letter(struct play *p, char path[400])
{
	char folder[200], best[40] = "";
	DIR *dir;
	struct dirent *e;

	snprintf(folder, sizeof(folder), "%s/scene.db.outbox", p->dir);
	dir = opendir(folder);
	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (strstr(e->d_name, ".eml") != NULL && strcmp(e->d_name, last) > 0 &&
		    (best[0] == '\0' || strcmp(e->d_name, best) < 0))
			snprintf(best, sizeof(best), "%.39s", e->d_name);
	if (dir != NULL)
		closedir(dir);
	snprintf(path, 400, "%s/%s", folder, best);
	if (best[0] != '\0')
		snprintf(last, sizeof(last), "%s", best);
	return best[0] != '\0';
}

static char *
decoded(const char *text)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *out = calloc(1, strlen(text) + 1);
	unsigned n = 0, bits = 0, len = 0;

	for (; *text != '\0'; text++) {
		const char *at = strchr(letters, *text);

		if (at == NULL)
			continue;
		n = n << 6 | (unsigned)(at - letters);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[len++] = (char)(n >> bits & 255);
		}
	}
	return out;
}

void
mail_take(struct play *p, const char *name, const char *to, const char *begins)
{
	struct timespec nap = { 0, 20000000 };
	char path[400], wanted[300], *body, *text, *at;
	struct bytes letter;
	int tries = 0;

	while (!next_letter(p, path))
		if (tries++ > PATIENCE_MS / 20)
			lose(p, "no letter came");
		else
			nanosleep(&nap, NULL);
	letter = read_all(path);
	snprintf(wanted, sizeof(wanted), "<%s>\r\nSubject:", to);
	if (strstr(letter.at, wanted) == NULL)
		lose(p, "a letter to another: %s", letter.at);
	body = strstr(letter.at, "\r\n\r\n");
	text = decoded(body == NULL ? "" : body);
	at = strstr(text, "http");
	if (at == NULL)
		lose(p, "a letter without a link: %s", text);
	at[strcspn(at, "\r\n")] = '\0';
	if (strncmp(at, begins, strlen(begins)) != 0)
		lose(p, "the link is %s", at);
	snprintf(path, sizeof(path), "%s_link", name);
	keep(p, path, at);
	at = strchr(at, '#');
	keep(p, name, at == NULL ? "" : at + 1);
	free(text);
	free(letter.at);
}
