/** A fraction of whole numbers: what the server calculates with, so that nothing is rounded on the way. */
export interface Exact {
  over: bigint
  under: bigint
}

const tens = (n: number) => 10n ** BigInt(n)

/** Of a number as it is written: 0.1 is a tenth, and not the nearest that a machine has. */
export function exactOf(value: number): Exact {
  const [, sign = '', whole = '0', part = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(value)) ?? []
  const over = BigInt(`${sign}${whole}${part}`)
  const shift = Number(power) - part.length
  return shift < 0 ? { over, under: tens(-shift) } : { over: over * tens(shift), under: 1n }
}

export const plus = (a: Exact, b: Exact): Exact => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
})
export const minus = (a: Exact, b: Exact): Exact => plus(a, { over: -b.over, under: b.under })
export const times = (a: Exact, b: Exact): Exact => ({ over: a.over * b.over, under: a.under * b.under })
/** undefined: by nothing */
export const through = (a: Exact, b: Exact): Exact | undefined =>
  b.over === 0n
    ? undefined
    : times(a, b.over < 0n ? { over: -b.under, under: -b.over } : { over: b.under, under: b.over })

/** To a whole number, a half away from zero. */
export function whole({ over, under }: Exact): bigint {
  const size = over < 0n ? -over : over
  const rounded = (2n * size + under) / (2n * under)
  return over < 0n ? -rounded : rounded
}

export const real = ({ over, under }: Exact): number => Number(over) / Number(under)
