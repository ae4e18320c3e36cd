import { Check, Merge, Unlink } from 'lucide-react'
import type { Entity, Row } from '../../api/types'
import { isBlank } from '../../fields'
import { FieldValue } from '../../fields/field-value'
import { number } from '../../lib/fmt'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { isPerson } from '../../meta/use-meta'
import { Avatar, Pill } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Called } from '../../ui/called'
import { agreeSaid, differSaid, fieldsToShow, looksSame, type Pair } from './pairs'
import style from './pairs.module.css'

interface PairCardProps {
  entity: Entity
  pair: Pair
  /** these two, and all that hang together with them */
  all: string[]
  onMerge: (ids: string[]) => void
  onPart: () => void
}

/** How sure, in a word: people do not weigh 87 against 92. */
const sureOf = (score: number) =>
  score >= 90
    ? ({ word: 'pairs.sure.high', hue: 145 } as const)
    : score >= 70
      ? ({ word: 'pairs.sure.mid', hue: 220 } as const)
      : ({ word: 'pairs.sure.low', hue: undefined } as const)

/** Two records side by side, what speaks for it that they are one, and the two answers. */
export function PairCard({ entity, pair, all, onMerge, onPart }: PairCardProps) {
  const [one, other] = pair.rows
  const fields = fieldsToShow(entity, pair)
  const { word, hue } = sureOf(pair.score)
  const names = t('pairs.names', { one: one.title, other: other.title })
  return (
    <li className={style.card} data-pair={pair.id} tabIndex={-1} aria-label={names}>
      <div className={style.why}>
        <span data-tip={t('pairs.score', { score: number(pair.score) })}>
          <Pill hue={hue}>{t(word)}</Pill>
        </span>
        <span className={style.agree}>{agreeSaid(entity, pair.why.agree).join(' · ')}</span>
        {pair.why.differ.length > 0 && <span className={style.differ}>{differSaid(entity, pair.why.differ)}</span>}
      </div>
      <div className={style.sides}>
        <span />
        <Head row={one} />
        <Head row={other} />
        {fields.map((field) => {
          const same = looksSame(field, pair.rows)
          return (
            <div key={field.name} className={cx(style.line, same && style.same)}>
              <span className={style.label}>
                {field.label}
                {same && <Check size={13} aria-label={t('pairs.is_same')} />}
              </span>
              {pair.rows.map((row) => (
                <span key={row.id} className={style.value}>
                  {isBlank(row.fields[field.name]) ? (
                    <span className="quiet">{t('field.empty')}</span>
                  ) : (
                    <FieldValue field={field} row={row} dense />
                  )}
                </span>
              ))}
            </div>
          )
        })}
      </div>
      {(pair.may_part || pair.may_merge) && (
        <div className={style.answers}>
          {pair.may_merge && (
            <Button
              kind="primary"
              icon={Merge}
              keys="KeyM"
              aria-label={t('pairs.merge_named', { names })}
              onClick={() => onMerge(pair.rows.map((row) => row.id))}
            >
              {t('pairs.merge')}
            </Button>
          )}
          {pair.may_merge && all.length > 2 && (
            <Button onClick={() => onMerge(all)}>{t('pairs.merge_all', { count: all.length })}</Button>
          )}
          {pair.may_part && (
            <Button icon={Unlink} keys="KeyX" aria-label={t('pairs.apart_named', { names })} onClick={onPart}>
              {t('pairs.apart')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

function Head({ row }: { row: Row }) {
  return (
    <span className={style.head}>
      <Avatar name={row.title} person={isPerson(row.entity)} />
      <a className="link" href={`/${row.entity}/${row.id}`} target="_blank" rel="noreferrer" dir="auto">
        <Called of={row}>{row.title}</Called>
      </a>
    </span>
  )
}
