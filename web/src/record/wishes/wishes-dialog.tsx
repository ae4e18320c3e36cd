import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { ApiError, api, post } from '../../api/api'
import type { Choice, Entity, Fields, Row } from '../../api/types'
import { t } from '../../lib/words'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { toast } from '../../ui/toast'
import { quoted } from '../about'
import { useSave } from '../use-save'
import { QuietLine } from './quiet-line'
import { WishTable } from './wish-table'
import { placed, planOf, type Quiet, quietFields, quietsOf, wishesOf } from './wishes'
import style from './wishes.module.css'

interface WishesDialogProps {
  /** of what somebody wants */
  entity: Entity
  row: Row
  /** by which they can be reached at all */
  channels: readonly string[]
  onClose: () => void
}

/** All that somebody wants, and does not, in one place; saved as one. */
export function WishesDialog(props: WishesDialogProps) {
  const { entity, row, onClose } = props
  const { data, error } = useQuery({
    queryKey: ['wishes', row.entity, row.id],
    queryFn: ({ signal }) =>
      api.rows(
        entity.name,
        { where: `about = ${quoted(row.id)}`, limit: 100, fields: ['topic', 'wish', ...quietFields].join(',') },
        signal,
      ),
    staleTime: 0,
    gcTime: 0,
  })
  if (data) return <WishesForm {...props} rows={data.rows} />
  return (
    <Dialog title={t('wishes.title', { title: row.title })} onClose={onClose} width={720}>
      {error ? <ErrorBox title={error.message} /> : <Skeleton rows={7} />}
    </Dialog>
  )
}

const choicesOf = (entity: Entity, field: string): [string, Choice][] =>
  Object.entries(entity.fields[field]?.of ?? {}).filter(([, choice]) => !choice.retired)

function WishesForm({ entity, row, channels, onClose, rows }: WishesDialogProps & { rows: Row[] }) {
  const cache = useQueryClient()
  const form = useRef<HTMLDivElement>(null)
  const [wishes, setWishes] = useState(() => wishesOf(rows))
  const [quiets, setQuiets] = useState(() => quietsOf(rows))
  const typed = useRef(new Map<string, () => Fields>())
  const made = useRef(0)

  const { faults, error, busy, save } = useSave(form, async () => {
    const said = quiets.map((quiet): Quiet => ({ ...quiet, fields: typed.current.get(quiet.key)?.() ?? quiet.fields }))
    const plan = planOf(rows, { about: { entity: row.entity, id: row.id } }, wishes, said)
    if (Object.keys(plan.places).length > 0)
      try {
        await post(`${entity.name}/several`, plan.wish)
      } catch (reason) {
        if (!(reason instanceof ApiError)) throw reason
        throw new ApiError(reason.status, reason.message, placed(reason.faults, plan), reason.row, reason.retryAfter)
      }
    for (const queryKey of [
      ['reach', row.entity, row.id],
      ['related', row.id],
      ['timeline', row.entity, row.id],
    ])
      void cache.invalidateQueries({ queryKey })
    onClose()
    toast(t('wishes.saved', { title: row.title }))
  })
  const add = () => {
    made.current += 1
    const fields = { channel: 'any', quiet_from: null, quiet_until: null, days: null, zone: null }
    setQuiets([...quiets, { key: `new${made.current}`, fields }])
  }
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit busy={busy}>
        {t('wishes.save')}
      </Button>
    </>
  )
  return (
    <Dialog
      title={t('wishes.title', { title: row.title })}
      onClose={onClose}
      foot={foot}
      onSubmit={() => void save()}
      width={720}
    >
      <div ref={form} className={style.form}>
        {error && <ErrorBox title={error} />}
        <p className={style.help}>{t('wishes.help')}</p>
        <WishTable
          channels={choicesOf(entity, 'channel').filter(([name]) => name === 'any' || channels.includes(name))}
          topics={choicesOf(entity, 'topic')}
          wishes={wishes}
          faults={faults}
          onChange={setWishes}
        />
        <section className={style.form} aria-label={t('wishes.quiet')}>
          <div>
            <h3>{t('wishes.quiet')}</h3>
            <p className={style.help}>{t('wishes.quiet_help')}</p>
          </div>
          {quiets.map((quiet) => (
            <QuietLine
              key={quiet.key}
              entity={entity}
              quiet={quiet}
              faults={faults}
              autoFocus={quiet.key === `new${made.current}`}
              register={(read) => {
                typed.current.set(quiet.key, read)
              }}
              onRemove={() => setQuiets(quiets.filter(({ key }) => key !== quiet.key))}
            />
          ))}
          <Button icon={Plus} className={style.add} onClick={add}>
            {t('wishes.add_quiet')}
          </Button>
        </section>
      </div>
    </Dialog>
  )
}
