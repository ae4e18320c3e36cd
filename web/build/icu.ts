import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { compile } from './compile.mjs'

/** `import('virtual:words/vi')`: the messages of one language, compiled, in a chunk of their own. */
export function icu(): Plugin {
  const mark = 'virtual:words/'
  const file = (language: string) => new URL(`../messages/${language}.json`, import.meta.url)
  return {
    name: 'kith-icu',
    resolveId: (id) => (id.startsWith(mark) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${mark}`)) return null
      const url = file(id.slice(mark.length + 1))
      this.addWatchFile(url.pathname)
      const messages: Record<string, string> = JSON.parse(readFileSync(url, 'utf8'))
      const lines = Object.entries(messages).map(([key, text]) => `${JSON.stringify(key)}:${compile(text)}`)
      return `export default {${lines.join(',\n')}}`
    },
  }
}
