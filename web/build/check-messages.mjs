// The four catalogues have the same keys and placeholders; every key is used, every used key exists.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, placeholders } from './compile.mjs'

const root = new URL('..', import.meta.url).pathname
const read = (language) => JSON.parse(readFileSync(join(root, `messages/${language}.json`), 'utf8'))
const faults = []
const english = read('en')

for (const language of ['en', 'vi', 'fa', 'zh']) {
  const words = read(language)
  for (const key of Object.keys(english)) {
    if (!(key in words)) faults.push(`${language}: ${key} is missing`)
  }
  for (const [key, text] of Object.entries(words)) {
    if (!(key in english)) faults.push(`${language}: ${key} is not in en.json`)
    try {
      compile(text)
      const mine = placeholders(text).join()
      const source = placeholders(english[key] ?? '').join()
      if (mine !== source) faults.push(`${language}: ${key} has {${mine}}, English has {${source}}`)
    } catch (error) {
      faults.push(`${language}: ${key}: ${error.message}`)
    }
  }
}

const files = readdirSync(join(root, 'src'), { recursive: true }).filter((f) => /\.tsx?$/.test(f))
const source = files.map((f) => readFileSync(join(root, 'src', f), 'utf8')).join('\n')
// A key built at run time is written t(`area.${x}`): everything that starts with its fixed part counts as used.
const built = [...source.matchAll(/`([a-z_]+(?:\.[a-z_]+)*\.)\$\{/g)].map((m) => m[1])
for (const key of Object.keys(english)) {
  if (!source.includes(`'${key}'`) && !built.some((b) => key.startsWith(b))) faults.push(`en: ${key} is used nowhere`)
}
for (const [, key] of source.matchAll(/\bt\('([^']+)'/g)) {
  if (!(key in english)) faults.push(`src: t('${key}') is not in en.json`)
}

if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(1)
}
console.log(`messages: ${Object.keys(english).length} keys in 4 languages`)
