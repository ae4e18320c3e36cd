import { useState } from 'react'
import { number, count as told } from '../../../../lib/fmt'
import { t } from '../../../../lib/words'
import { ErrorBox } from '../../../../ui/bits'
import { NumberField } from '../../../../ui/text-field'
import { useFits } from '../../rights/use-fits'
import edit from '../edit.module.css'
import { Origin } from '../origin'
import { isDoc, type Json } from '../sheet'
import { daysOf } from '../stages'
import type { Draft } from '../use-draft'
import style from './quality.module.css'

const afterOf = (stale: Json | undefined): Json | undefined => (isDoc(stale) ? stale.after : stale)

/** For how many days nothing may happen with a record, and how many that is today. */
export function StaleEdit({ draft }: { draft: Draft }) {
  const stale = draft.get('stale')
  const days = daysOf(afterOf(stale))
  const when = isDoc(stale) ? String(stale.when ?? '') : ''
  const [typed, setTyped] = useState(days === undefined ? '' : number(days))
  const rule = `touched_ms < @now - ${days}d${when && ` and (${when})`}`
  const { count, exact } = useFits(draft.entity, days !== undefined && draft.meta?.fields.touched_ms ? rule : '')
  const put = (value: number | undefined) => {
    const after = value === undefined ? undefined : `${Math.round(value)}d`
    if (after === undefined) draft.put(['stale'], draft.delivered('stale') === undefined ? undefined : null)
    else if (isDoc(stale)) draft.put(['stale', 'after'], after)
    else draft.put(['stale'], after)
  }
  return (
    <section className={style.section} aria-labelledby="stale">
      <h2 id="stale">{t('studio.stale')}</h2>
      {draft.problems
        .filter(({ at }) => `${at}.`.startsWith('stale.'))
        .map((one) => (
          <ErrorBox key={one.at + one.code} title={one.message} />
        ))}
      <div className={style.days}>
        <NumberField
          label={t('studio.stale_after')}
          doc={t('studio.stale_help')}
          unit={t('studio.days')}
          value={typed}
          onChange={(text, value) => {
            setTyped(text)
            if (value === null) put(undefined)
            else if (value !== undefined && value >= 1) put(value)
          }}
        />
      </div>
      {when && (
        <p className={edit.note}>
          {t('studio.key.when')} <code dir="ltr">{when}</code>
        </p>
      )}
      <p className="quiet" role="status">
        {count !== undefined && t('studio.stale_count', { count: told(count, exact) })}
      </p>
      {!draft.own && draft.delivered('stale') !== undefined && (
        <Origin
          from={draft.kind?.from.stale ?? 'core'}
          said={draft.said('stale')}
          onReset={() => {
            const before = daysOf(afterOf(draft.delivered('stale')))
            setTyped(before === undefined ? '' : number(before))
            draft.put(['stale'], undefined)
          }}
        />
      )}
    </section>
  )
}
