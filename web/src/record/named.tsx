import type { ReactNode } from 'react'

const mark = '\u0001'

/** Stands for a name in a sentence: t('timeline.created', { who: slot }). */
export const slot = mark

/** The sentence with the name put in as an element, wherever the language wants it. */
export function Named({ text, children }: { text: string; children: ReactNode }) {
  const [before = '', after = ''] = text.split(mark)
  return (
    <>
      {before}
      {children}
      {after}
    </>
  )
}
