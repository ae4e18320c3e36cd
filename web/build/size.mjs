// What a first visit of each page weighs (brotli): the entry, the page's chunk and everything they import at once.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const dist = join(new URL('..', import.meta.url).pathname, 'dist')
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const weight = (file) => {
  const path = join(dist, file)
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size / 1024
}
const gather = (key, into) => {
  const chunk = manifest[key]
  if (!chunk || into.has(chunk.file)) return into
  into.add(chunk.file)
  for (const css of chunk.css ?? []) into.add(css)
  for (const next of chunk.imports ?? []) gather(next, into)
  return into
}
// What a first visit may weigh, script and style; doc/decisions/2026-11-22-weight.md says why.
const limit = 135
/** The catalogues a page brings beside the one of everybody. */
const wordsOf = (key, into) => {
  if (key === 'src/pages/home.tsx') gather('virtual:words/home/vi', into)
  if (key === 'src/pages/list.tsx') gather('virtual:words/lists/vi', into)
  for (const [, part] of key.matchAll(/\/(door|settings|rights|studio|packs|access|import|offer)\b/g))
    gather(`virtual:words/${part}/vi`, into)
  if (key.includes('studio/quality')) gather('virtual:words/quality/vi', into)
  return into
}
let over = false
for (const key of Object.keys(manifest).filter((k) => k.startsWith('src/pages/'))) {
  const files = [...gather(key, wordsOf(key, gather('virtual:words/vi', gather('index.html', new Set()))))]
  const sum = (end) => files.filter((f) => f.endsWith(end)).reduce((n, f) => n + weight(f), 0)
  over ||= sum('.js') + sum('.css') > limit
  console.log(
    `${key.padEnd(34)} js ${sum('.js').toFixed(1).padStart(6)} KB   css ${sum('.css').toFixed(1).padStart(5)} KB`,
  )
}
if (over) {
  console.error(`more than ${limit} KB of script and style for a first route`)
  process.exit(1)
}
