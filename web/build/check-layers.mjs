// The plan of the client: imports only go down (or sideways), files are small, CSS knows no left and right.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'

const src = join(new URL('..', import.meta.url).pathname, 'src')
const layers = [
  ['lib', 'styles'],
  ['ui', 'api'],
  ['store', 'meta'],
  ['fields', 'charts'],
  ['shell', 'views', 'record', 'actions'],
  ['pages'],
]
const rank = (path) => {
  const at = layers.findIndex((names) => names.includes(path.split('/')[0]))
  return at < 0 ? layers.length : at
}

const faults = []
for (const file of readdirSync(src, { recursive: true })) {
  const path = join(src, file)
  if (!/\.(tsx?|css)$/.test(file) || !statSync(path).isFile()) continue
  const text = readFileSync(path, 'utf8')
  if (!file.endsWith('.gen.ts')) {
    if (text.split('\n').length > 201) faults.push(`${file}: more than 200 lines`)
    if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(basename(file))) faults.push(`${file}: name is not kebab-case`)
  }
  if (file.endsWith('.css')) {
    const bare = text.replace(/\/\*[\s\S]*?\*\//g, '').split('\n')
    for (const [i, line] of bare.entries()) {
      if (/(^|[\s;{:-])(left|right)\s*[:;]|-(left|right)\b/.test(line))
        faults.push(`${file}:${i + 1}: left/right: ${line.trim()}`)
    }
    continue
  }
  if (/export default/.test(text) && !file.endsWith('.d.ts')) faults.push(`${file}: exports are named`)
  for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
    const to = normalize(join(dirname(file), target))
    if (to.startsWith('..')) continue
    if (rank(to) > rank(file)) faults.push(`${file}: imports ${to}, which lies above it`)
    const real = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'].some((end) => existsSync(join(src, to + end)))
    if (!real) faults.push(`${file}: ${target} does not exist`)
  }
}

if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(1)
}
console.log('layers: imports go down, files are small, CSS is logical')
