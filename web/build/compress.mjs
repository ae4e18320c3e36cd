// Writes .br and .gz beside each file of dist: the server sends them as they are.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = join(new URL('..', import.meta.url).pathname, 'dist')
for (const file of readdirSync(dist, { recursive: true })) {
  const path = join(dist, file)
  if (!statSync(path).isFile() || !/\.(js|css|html|svg|json|txt|webmanifest)$/.test(file)) continue
  const raw = readFileSync(path)
  const br = brotliCompressSync(raw, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
  })
  const gz = gzipSync(raw, { level: 9 })
  if (br.length < raw.length) writeFileSync(`${path}.br`, br)
  if (gz.length < raw.length) writeFileSync(`${path}.gz`, gz)
}
