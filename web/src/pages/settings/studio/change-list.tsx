import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../../../lib/text'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Dot } from '../../../ui/bits'
import { bySubject } from './api'
import edit from './edit.module.css'
import { namesOf } from './names'
import review from './review.module.css'
import { type Said, sayChanges } from './say-change'
import type { Change, Doc } from './sheet'

interface ChangeListProps {
  changes: readonly Change[]
  /** what is about to be stored: names that nobody knows yet stand in it */
  documents?: Record<string, Doc | null>
  /** as delivered, by kind */
  base?: Record<string, Doc | undefined>
}

/** What changes, line by line: where, what it was, what it becomes. */
export function ChangeList({ changes, documents = {}, base = {} }: ChangeListProps) {
  const { entities } = useMeta()
  const names = namesOf(entities, bySubject(documents))
  const said = sayChanges(changes, names, base)
  if (said.length === 0) return <p className={edit.note}>{t('studio.no_changes')}</p>
  return (
    <ul className={review.changes}>
      {said.map((one, i) => (
        <li key={i}>
          <span className={cx(review.whereAt, 'name')} dir="auto">
            {one.where.join(' › ')}
          </span>
          <Turn said={one} />
        </li>
      ))}
    </ul>
  )
}

const Value = ({
  said,
  text,
  hue,
  strong,
}: {
  said: Said
  text: string | undefined
  hue: number | undefined
  strong?: boolean
}) => {
  let body: ReactNode = text
  if (said.hue) body = <Dot hue={hue} />
  else if (said.code) body = <code dir="ltr">{text}</code>
  return strong ? (
    <strong dir="auto" className="name">
      {body}
    </strong>
  ) : (
    <span dir="auto">{body}</span>
  )
}

/** "Value → Amount"; what begins or ends has one side only. */
function Turn({ said }: { said: Said }) {
  const [wasHue, isHue] = said.hue ?? []
  if (said.is === undefined)
    return (
      <span className={review.turn}>
        <del>
          <Value said={said} text={said.was} hue={wasHue} />
        </del>
        <small>{t('studio.gone')}</small>
      </span>
    )
  return (
    <span className={review.turn}>
      {said.list ? null : said.was === undefined ? (
        <small>{t('studio.new')}</small>
      ) : (
        <>
          <Value said={said} text={said.was} hue={wasHue} />
          <ArrowRight size={14} className="flip" role="img" aria-label={t('studio.becomes')} />
        </>
      )}
      <Value said={said} text={said.is} hue={isHue} strong />
    </span>
  )
}
