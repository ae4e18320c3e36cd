#include "exchange/room.h"
const struct entity *guess_entity(struct ctx *c, const json_t *seen){(void)c;(void)seen;return NULL;}
json_t *guess_map(struct ctx *c, const struct entity *e, const json_t *seen, struct str *preset){(void)e;(void)seen;(void)preset;return json_hold(c->mem,json_pack("{s:{}}","columns"));}
void guess_forms(struct ctx *c, const struct entity *e, const json_t *seen, json_t *map){(void)c;(void)e;(void)seen;(void)map;}
