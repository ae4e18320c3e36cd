// One ICU message becomes either a string or the source of a function (a, f) => string.
// f brings what depends on the language at run time: f.n (number), f.p (plural category).
import { parse, TYPE } from '@formatjs/icu-messageformat-parser'

const quote = (s) => JSON.stringify(s)
const arg = (name) => `a[${quote(name)}]`

function part(node, hash) {
  switch (node.type) {
    case TYPE.literal:
      return quote(node.value)
    case TYPE.argument:
      return arg(node.value)
    case TYPE.number:
      return `f.n(${arg(node.value)})`
    case TYPE.pound:
      return hash
    case TYPE.plural: {
      const value = node.offset ? `${arg(node.value)}-${node.offset}` : arg(node.value)
      const number = `f.n(${value})`
      const exact = Object.entries(node.options).filter(([k]) => k.startsWith('='))
      const words = Object.entries(node.options).filter(([k]) => !k.startsWith('='))
      const other = body(node.options.other.value, number)
      let out = words
        .filter(([k]) => k !== 'other')
        .reduceRight((rest, [k, o]) => `f.p(${value})===${quote(k)}?${body(o.value, number)}:${rest}`, other)
      out = exact.reduceRight(
        (rest, [k, o]) => `${arg(node.value)}===${k.slice(1)}?${body(o.value, number)}:${rest}`,
        out,
      )
      return `(${out})`
    }
    case TYPE.select: {
      const other = body(node.options.other.value, hash)
      return `(${Object.entries(node.options)
        .filter(([k]) => k !== 'other')
        .reduceRight((rest, [k, o]) => `${arg(node.value)}===${quote(k)}?${body(o.value, hash)}:${rest}`, other)})`
    }
    default:
      throw new Error(`message part of type ${node.type} is not supported`)
  }
}

function body(nodes, hash = '""') {
  return nodes.length === 0 ? '""' : nodes.map((n) => part(n, hash)).join('+')
}

/** @returns {string} JavaScript source of the message */
export function compile(message) {
  const nodes = parse(message, { ignoreTag: true })
  if (nodes.every((n) => n.type === TYPE.literal)) return quote(nodes.map((n) => n.value).join(''))
  return `(a,f)=>""+${body(nodes)}`
}

/** @returns {string[]} the names of the placeholders, sorted */
export function placeholders(message) {
  const found = new Set()
  const walk = (nodes) => {
    for (const n of nodes) {
      if (n.type !== TYPE.literal && n.type !== TYPE.pound) found.add(n.value)
      if (n.options) for (const o of Object.values(n.options)) walk(o.value)
    }
  }
  walk(parse(message, { ignoreTag: true }))
  return [...found].sort()
}
