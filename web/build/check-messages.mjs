// The catalogues have the same keys and placeholders in every language; every key is used, every used key exists, and
// what stands in a part is said only by those who load it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, placeholders } from './compile.mjs'

const root = new URL('..', import.meta.url).pathname
const read = (name) => JSON.parse(readFileSync(join(root, `messages/${name}.json`), 'utf8'))
const faults = []
const english = {}

/** Where the words of a part are said; the others are said anywhere. */
const parts = {
  '': ['.'],
  'door/': ['pages/door', 'pages/settings/second'],
  'access/': ['record/access', 'pages/settings/retention'],
  'home/': ['pages/home'],
  'lines/': ['record/lines'],
  'lists/': ['views'],
  'import/': ['pages/import'],
  'merge/': [
    'record/merge',
    'record/act',
    'record/wishes',
    'record/document',
    'record/history-dialog',
    'record/versions',
    'pages/settings/done',
    'pages/settings/quality',
    'pages/pairs',
  ],
  'offer/': ['pages/offer', 'record/links', 'record/paper'],
  'rights/': ['pages/settings/rights'],
  'prices/': ['pages/prices', 'record/prices'],
  'packs/': ['packs', 'history-part', 'carry-part'].map((one) => `pages/settings/studio/${one}`),
  'studio/': ['pages/settings/studio'],
  'quality/': ['pages/settings/studio/quality'],
  'settings/': ['pages/settings'],
}

for (const part of Object.keys(parts)) {
  const source = read(`${part}en`)
  for (const key of Object.keys(source)) {
    if (key in english) faults.push(`${part}en: ${key} stands in another part, too`)
  }
  Object.assign(english, source)
  for (const language of ['en', 'vi', 'fa', 'zh']) {
    const words = read(part + language)
    for (const key of Object.keys(source)) {
      if (!(key in words)) faults.push(`${part}${language}: ${key} is missing`)
    }
    for (const [key, text] of Object.entries(words)) {
      if (!(key in source)) faults.push(`${part}${language}: ${key} is not in en.json`)
      try {
        compile(text)
        const mine = placeholders(text).join()
        const theirs = placeholders(source[key] ?? '').join()
        if (mine !== theirs) faults.push(`${part}${language}: ${key} has {${mine}}, English has {${theirs}}`)
      } catch (error) {
        faults.push(`${part}${language}: ${key}: ${error.message}`)
      }
    }
  }
}

const files = readdirSync(join(root, 'src'), { recursive: true }).filter((f) => /\.tsx?$/.test(f))
const texts = files.map((f) => [f, readFileSync(join(root, 'src', f), 'utf8')])
const source = texts.map(([, text]) => text).join('\n')
for (const [part, homes] of Object.entries(parts)) {
  const keys = Object.keys(read(`${part}en`)).map((key) => `'${key}'`)
  for (const [file, text] of texts) {
    if (homes[0] === '.' || homes.some((home) => file.startsWith(`${home}/`) || file === `${home}.tsx`)) continue
    for (const key of keys) if (text.includes(key)) faults.push(`src/${file}: ${key} comes only with ${part}`)
  }
}
// A key built at run time is written t(`area.${x}`): everything that starts with its fixed part counts as used.
const built = [...source.matchAll(/`([a-z_]+(?:\.[a-z_]+)*\.)\$\{/g)].map((m) => m[1])
for (const key of Object.keys(english)) {
  if (!source.includes(`'${key}'`) && !built.some((b) => key.startsWith(b))) faults.push(`en: ${key} is used nowhere`)
}
for (const [, key] of source.matchAll(/\bt\('([^']+)'/g)) {
  if (!(key in english)) faults.push(`src: t('${key}') is not in any catalogue`)
}

if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(1)
}
console.log(`messages: ${Object.keys(english).length} keys in 4 languages`)
