import { expect, test } from 'vitest'
import { words as english } from './en'
import { words as fa } from './fa'
import { words as vi } from './vi'

test.each([
  ['vi', vi],
  ['fa', fa],
])('%s has every sentence of React Aria', (_, words) => {
  for (const [group, sentences] of Object.entries(english)) {
    expect(Object.keys(words[group] ?? {}).sort(), group).toEqual(Object.keys(sentences).sort())
  }
})
