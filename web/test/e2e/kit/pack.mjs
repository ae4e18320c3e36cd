import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const read = (path) => JSON.parse(readFileSync(path, 'utf8'))
const root = join(import.meta.dirname, '../../../..')
const brought = ['entities', 'extend', 'lang']

/** The folder of a pack as the one file that `kith pack make` prints. */
export function bundle(folder) {
  const dir = join(root, folder)
  const documents = {}
  for (const part of readdirSync(dir).filter((one) => brought.includes(one) && statSync(join(dir, one)).isDirectory()))
    for (const file of readdirSync(join(dir, part))) documents[`${part}/${file}`] = read(join(dir, part, file))
  return { ...read(join(dir, 'pack.json')), documents }
}
