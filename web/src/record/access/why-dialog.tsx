import { useQuery } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { get } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { type Person, PersonField } from '../../fields/person-field'
import { t } from '../../lib/words'
import { useMe } from '../../meta/use-meta'
import { ErrorBox, Pill, Skeleton } from '../../ui/bits'
import { Dialog } from '../../ui/dialog'
import style from './access.module.css'

const rights = ['read', 'change', 'delete', 'export', 'hand', 'share'] as const

interface Answer {
  yes: boolean
  /** what grants it, in words */
  because: { text: string }[]
  /** what would, and does not reach this one */
  but: { text: string }[]
}

type Why = Record<(typeof rights)[number], Answer> & {
  fields: Record<string, { see: boolean; change: boolean; private: boolean }>
}

interface WhyDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

/** Who may what with one record, and by which of their rights: of oneself, and for administrators of anybody. */
export function WhyDialog({ entity, row, onClose }: WhyDialogProps) {
  const me = useMe()
  const [who, setWho] = useState<Person | null>({ id: me.id, label: me.name })
  const user = who?.id ?? me.id
  const { data, error, refetch } = useQuery({
    queryKey: ['why', row.entity, row.id, user],
    queryFn: () => get<Why>(`${row.entity}/${row.id}/why`, { query: { user } }),
    staleTime: 0,
  })
  return (
    <Dialog title={t('why.title', { title: row.title })} onClose={onClose} width={560}>
      <div className={style.parts}>
        {me.admin && <PersonField label={t('why.who')} entity="user" value={who} onChange={setWho} />}
        {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={6} />}
        {data && (
          <ul className={style.lines}>
            {rights.map((right) => (
              <Right key={right} label={t(`why.${right}`)} answer={data[right]} />
            ))}
          </ul>
        )}
        {data && Object.keys(data.fields).length > 0 && (
          <section className={style.fresh} aria-label={t('why.fields')}>
            <h3>{t('why.fields')}</h3>
            <dl className={style.fields}>
              {Object.entries(data.fields).map(([name, field]) => (
                <div key={name}>
                  <dt>{entity.fields[name]?.label ?? name}</dt>
                  <dd>
                    <Pill hue={field.see ? 150 : undefined}>
                      {t(field.change ? 'why.field.change' : field.see ? 'why.field.see' : 'why.field.none')}
                    </Pill>
                    {field.private && <small>{t('why.field.private')}</small>}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </div>
    </Dialog>
  )
}

function Right({ label, answer: { yes, because, but } }: { label: string; answer: Answer }) {
  const Icon = yes ? Check : X
  const texts = (yes ? because : but).map((reason) => reason.text)
  return (
    <li>
      <Icon size={18} role="img" aria-label={t(yes ? 'why.yes' : 'why.no')} data-yes={yes || undefined} />
      <span className={style.who}>
        <strong>{label}</strong>
        {[...new Set(texts)].map((text) => (
          <small key={text}>{yes ? text : t('why.but', { text })}</small>
        ))}
        {texts.length === 0 && <small>{t('why.nothing')}</small>}
      </span>
    </li>
  )
}
