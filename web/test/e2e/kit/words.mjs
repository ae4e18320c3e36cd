// The words of the client in one language, so that tests find things as a person does: by what they are called.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from '../../../build/compile.mjs'

const locales = { en: 'en-GB', vi: 'vi-VN', fa: 'fa-IR-u-nu-arabext', zh: 'zh-CN' }
const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A label alone, with or without the star of what is required. */
export const exactly = (label) => new RegExp(`^${literal(label)}\\s*\\*?$`)

export function wordsOf(language) {
  const read = (part) =>
    JSON.parse(readFileSync(join(import.meta.dirname, `../../../messages/${part}${language}.json`), 'utf8'))
  const parts = [
    '',
    'door/',
    'settings/',
    'rights/',
    'access/',
    'home/',
    'import/',
    'lines/',
    'lists/',
    'merge/',
    'offer/',
    'packs/',
    'prices/',
    'quality/',
    'studio/',
  ]
  const messages = Object.assign({}, ...parts.map(read))
  const numbers = new Intl.NumberFormat(locales[language])
  const rules = new Intl.PluralRules(locales[language])
  const help = { n: (v) => (typeof v === 'number' ? numbers.format(v) : v), p: (v) => rules.select(v) }
  const t = (key, args = {}) => {
    if (!(key in messages)) throw new Error(`no message ${key}`)
    const made = new Function(`return (${compile(messages[key])})`)()
    return typeof made === 'string' ? made : made(args, help)
  }
  return {
    t,
    number: (n) => numbers.format(n),
    /** The message with anything in the place of what is not given. */
    like(key, args = {}) {
      const names = [...messages[key].matchAll(/\{(\w+)/g)].map((m) => m[1])
      const hole = '\u0000'
      const holes = Object.fromEntries(names.filter((n) => !(n in args)).map((n) => [n, hole]))
      return new RegExp(`^${literal(t(key, { ...holes, ...args })).replaceAll(hole, '.*')}$`, 's')
    },
  }
}
