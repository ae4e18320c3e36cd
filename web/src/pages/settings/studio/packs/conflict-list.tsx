import { useId } from 'react'
import { t } from '../../../../lib/words'
import type { Names } from '../names'
import type { Conflict } from '../packs-api'
import { sayValue, sayWhere } from '../say-change'
import type { Json } from '../sheet'
import style from './packs.module.css'

interface ConflictListProps {
  conflicts: readonly Conflict[]
  names: Names
  /** places where the pack's word is to hold */
  take: readonly string[]
  onTake: (at: string, taken: boolean) => void
}

/** Where the company says otherwise of what the pack changes: its word stays, or the pack's is taken. */
export function ConflictList({ conflicts, names, take, onTake }: ConflictListProps) {
  return (
    <section className={style.conflicts} aria-label={t('studio.conflicts')}>
      <h3>{t('studio.conflicts')}</h3>
      <p>{t('studio.conflicts_help')}</p>
      {conflicts.map((one) => (
        <Place
          key={one.at}
          conflict={one}
          names={names}
          taken={take.includes(one.at)}
          onTake={(taken) => onTake(one.at, taken)}
        />
      ))}
    </section>
  )
}

interface PlaceProps {
  conflict: Conflict
  names: Names
  taken: boolean
  onTake: (taken: boolean) => void
}

function Place({ conflict: { at, was, now, yours }, names, taken, onTake }: PlaceProps) {
  const name = useId()
  const say = (word: Json) => sayValue(at, word, names) ?? t('studio.conflict_nothing')
  const option = (pack: boolean, whose: string, word: Json) => (
    <label className={style.option} data-on={taken === pack || undefined}>
      <input type="radio" name={name} checked={taken === pack} onChange={() => onTake(pack)} />
      <span>
        <small>{whose}</small>
        <strong>
          <bdi>{pack && word === null ? t('studio.conflict_gone') : say(word)}</bdi>
        </strong>
      </span>
    </label>
  )
  return (
    <fieldset className={style.place}>
      <legend dir="auto">{sayWhere(at, names).join(' › ')}</legend>
      <div className={style.options}>
        {option(false, t('studio.conflict_ours'), yours)}
        {option(true, t('studio.conflict_theirs'), now)}
      </div>
      <small className={style.before}>{t('studio.conflict_was', { value: say(was) })}</small>
    </fieldset>
  )
}
