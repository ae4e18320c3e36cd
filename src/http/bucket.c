/*
 * bucket.c - how often may someone do something: token buckets by name.
 *
 * A fixed table: a flood of names cannot grow it.  A name may lie in one of
 * WAYS places; where all are taken, the fullest bucket makes room, because to
 * forget it forgives the least.  Names are kept as keyed hashes, so nobody
 * can choose names that meet.
 *
 * Threads  any; one lock, held for a few hundred nanoseconds.
 */
#include "http/inside.h"

#include <math.h>
#include <sodium.h>

#define WAYS 8

struct bucket {
	uint64_t key; /* 0: empty */
	int64_t seen_us;
	double tokens, rate, burst;
};

struct buckets {
	pthread_mutex_t lock;
	unsigned char secret[crypto_shorthash_KEYBYTES];
	size_t rows;
	struct bucket at[];
};

struct buckets *
buckets_new(size_t keys)
{
	size_t rows = (keys + WAYS - 1) / WAYS + 1;
	struct buckets *b = memory_new(1, sizeof(*b) + rows * WAYS * sizeof(b->at[0]));

	if (sodium_init() < 0)
		abort();
	pthread_mutex_init(&b->lock, NULL);
	randombytes_buf(b->secret, sizeof(b->secret));
	b->rows = rows;
	return b;
}

void
buckets_free(struct buckets *b)
{
	if (b == NULL)
		return;
	pthread_mutex_destroy(&b->lock);
	free(b);
}

static uint64_t
key_hash(const struct buckets *b, struct str key)
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint64_t n;

	crypto_shorthash(hash, (const unsigned char *)(key.len == 0 ? "" : key.at),
	    key.len, b->secret);
	memcpy(&n, hash, sizeof(n));
	return n == 0 ? 1 : n;
}

static double
tokens_now(const struct bucket *one, int64_t now_us)
{
	double gained = (double)(now_us - one->seen_us) * one->rate / 1e6;

	return fmin(one->burst, one->tokens + gained);
}

static struct bucket *
bucket_of(struct buckets *b, uint64_t key, int64_t now_us)
{
	struct bucket *row = &b->at[key % b->rows * WAYS];
	struct bucket *fullest = row;
	double most = -1;

	for (size_t i = 0; i < WAYS; i++) {
		struct bucket *one = &row[i];
		double lacks;

		if (one->key == key)
			return one;
		lacks = one->key == 0 ? 0 : one->burst - tokens_now(one, now_us);
		if (most < 0 || lacks < most) {
			most = lacks;
			fullest = one;
		}
	}
	*fullest = (struct bucket){ 0 };
	return fullest;
}

bool
http_bucket_take(
    struct buckets *b, struct str key, double rate, double burst, int64_t *wait_ms)
{
	int64_t now_us = time_steady_us();
	uint64_t hash = key_hash(b, key);
	struct bucket *one;
	bool has;

	pthread_mutex_lock(&b->lock);
	one = bucket_of(b, hash, now_us);
	if (one->key == 0)
		*one = (struct bucket){ hash, now_us, burst, rate, burst };
	one->rate = rate;
	one->burst = burst;
	one->tokens = tokens_now(one, now_us);
	one->seen_us = now_us;
	has = one->tokens >= 1;
	if (has)
		one->tokens -= 1;
	else if (wait_ms != NULL)
		*wait_ms =
		    rate > 0 ? (int64_t)ceil((1 - one->tokens) / rate * 1000) : INT64_MAX;
	pthread_mutex_unlock(&b->lock);
	return has;
}

void
http_bucket_give(struct buckets *b, struct str key)
{
	uint64_t hash = key_hash(b, key);
	struct bucket *row = &b->at[hash % b->rows * WAYS];

	pthread_mutex_lock(&b->lock);
	for (size_t i = 0; i < WAYS; i++)
		if (row[i].key == hash)
			row[i].tokens = fmin(row[i].burst, row[i].tokens + 1);
	pthread_mutex_unlock(&b->lock);
}
