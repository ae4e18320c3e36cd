/*
 * seal.c - any bytes where a sealed secret is kept: opened only if it is one, in
 * its own place; and what was sealed comes back as it was.
 */
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static struct keyring *keys;

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static char dir[] = "/tmp/kith-fuzz-seal-XXXXXX";
	struct arena *mem = arena_new();
	struct str given = { arena_copy(mem, (const char *)at, len), len }, opened,
		   sealed;

	if (keys == NULL) {
		if (mkdtemp(dir) == NULL)
			abort();
		keys = keyring_new(str_c(mem, str_printf(mem, "%s/key", dir)));
		if (keyring_make(keys) != OK)
			abort();
	}
	(void)sealed_by(given);
	if (unseal(keys, mem, STR("user/seed/7"), given, &opened) == OK)
		abort(); /* nobody made it */
	if (len <= SECRET_MAX && len > 0 &&
	    seal(keys, mem, STR("user/seed/7"), given, &sealed) == OK) {
		if (unseal(keys, mem, STR("user/seed/7"), sealed, &opened) != OK ||
		    !str_same(opened, given))
			abort();
		if (unseal(keys, mem, STR("user/seed/8"), sealed, &opened) == OK)
			abort();
	}
	arena_free(mem);
	return 0;
}
