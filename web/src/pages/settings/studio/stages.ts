import { keyName } from './key-name'
import { type Doc, get, isDoc, type Json } from './sheet'

export const stageKeys = (pipeline: Json | undefined): string[] => Object.keys(isDoc(pipeline) ? pipeline : {})

export const nextOf = (pipeline: Json | undefined, stage: string): string[] => {
  const next = get(pipeline, [stage, 'next'])
  return Array.isArray(next) ? next.map(String) : []
}
const isEnd = (pipeline: Json | undefined, stage: string): boolean => get(pipeline, [stage, 'end']) !== undefined

/**
 * A stage more, before the ends: the one before it leads to it, and it leads to the ends. Where one comes from and goes to
 * besides is for the person to say.
 */
export function newStage(
  pipeline: Json | undefined,
  label: string,
): { key: string; order: string[]; stage: Doc; arrows: Record<string, string[]> } {
  const keys = stageKeys(pipeline)
  const key = keyName(label, keys, 'stage')
  const ends = keys.filter((one) => isEnd(pipeline, one))
  const before = keys.filter((one) => !isEnd(pipeline, one))
  const last = before.at(-1)
  const arrows = last === undefined ? {} : { [last]: [...nextOf(pipeline, last), key] }
  return { key, order: [...before, key, ...ends], stage: { label, next: ends }, arrows }
}

/** "14d" as 14; what is no span of days is left alone. */
export const daysOf = (span: Json | undefined): number | undefined => {
  const days = typeof span === 'string' ? /^(\d+)d$/.exec(span)?.[1] : undefined
  return days === undefined ? undefined : Number(days)
}
