/*
 * sound.h - how Chinese is typed on any keyboard: by its sounds.
 */
#ifndef BASE_SOUND_H
#define BASE_SOUND_H

#define SOUND_FIRST 0x4E00
#define SOUND_COUNT (0x9FFF - SOUND_FIRST + 1)

/* Of each sign the number of its syllable; 0: not known.  Made by tool/pinyin.c */
extern const uint16_t sound_of[SOUND_COUNT], sound_of_name[SOUND_COUNT];
extern const char sound_syllables[][8];

/*
 * The words by which a text in Chinese is found in Latin letters, folded, with a blank
 * between; "" of any other text.  张小明 -> zhangxiaoming xiaoming ming zxm: from each
 * sign on, and the first letters.  A sign that sounds otherwise as a family name has
 * both: 单 shan, dan.  At most words_max words.
 */
struct str sound_words(struct arena *mem, struct str s, size_t words_max);

#endif
