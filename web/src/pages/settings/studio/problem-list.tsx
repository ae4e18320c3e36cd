import { isolated } from '../../../lib/text'
import { t, type WordKey } from '../../../lib/words'
import type { Problem } from './api'
import type { Names } from './names'
import review from './review.module.css'
import { sayPlace } from './say-change'

/** What the server says in words of programs, and what a person can do about it is known: said in the person's language. */
const known = [
  'E013', 'E014', 'E016', 'E017', 'E021', 'E025', 'E031', 'E032', 'E033', 'E034', 'E035', 'E036', 'E037', 'E051', 'E052',
  'E061', 'E062', 'E065', 'W005',
] // biome-ignore format: a table
const missingWord = 'W004'

export const forbids = (problem: Problem): boolean => !problem.code.startsWith('W')

/** In words of people; undefined: nobody wrote any. */
export const sayProblem = (code: string, more: readonly string[] = []): string | undefined =>
  known.includes(code) || more.includes(code) ? t(`studio.problem.${code}` as WordKey) : undefined

/** "site/deal.json" speaks of deal, "packs/boats/pack.json" of a pack. */
function whereOf({ file, at }: Problem, names: Names): string[] {
  const pack = /^packs\/([a-z0-9_]+)\//.exec(file)?.[1]
  const subject = file.replace(/^.*\//, '').replace(/\.json$/, '')
  const path = at.split('.').filter(Boolean)
  const whole = pack ? sayPlace([`packs/${pack}`], names) : []
  return subject === 'pack' && pack ? whole : [...whole, ...sayPlace([subject, ...path], names)]
}

interface ProblemListProps {
  problems: readonly Problem[]
  names: Names
  /** codes beside the usual ones whose words were loaded */
  more?: readonly string[]
}

/** What forbids a change, or is good to know of it: where, and what to do. */
export function ProblemList({ problems, names, more }: ProblemListProps) {
  const missing = problems.filter((p) => p.code === missingWord).length
  const others = problems.filter((p) => p.code !== missingWord)
  if (problems.length === 0) return null
  const hard = problems.some(forbids)
  const title = t(hard ? 'studio.problems' : 'studio.warnings')
  return (
    <section className={review.problems} data-hard={hard || undefined} aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {others.map((p) => {
          const message = isolated(p.message)
          const ours = sayProblem(p.code, more)
          return (
            <li key={p.file + p.at + p.code + p.message}>
              <small>{whereOf(p, names).join(' › ')}</small>
              <span dir="auto">{ours ?? message}</span>
              {ours && <code dir="ltr">{message}</code>}
            </li>
          )
        })}
        {missing > 0 && !hard && <li>{t('studio.words_missing', { count: missing })}</li>}
      </ul>
    </section>
  )
}
