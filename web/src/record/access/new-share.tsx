import { useState } from 'react'
import { ApiError, post } from '../../api/api'
import type { Fault } from '../../api/types'
import { DayField } from '../../fields/day-field'
import { type Person, PersonField } from '../../fields/person-field'
import { addDays, startOfDay } from '../../lib/date'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { Button } from '../../ui/button'
import { Segments } from '../../ui/segments'
import { toast } from '../../ui/toast'
import style from './access.module.css'
import type { SharedWith } from './shares-dialog'

const kinds = ['user', 'team', 'unit'] as const
const levels = ['see', 'change'] as const

interface NewShareProps {
  path: string
  /** nobody gives what they do not have */
  mayChange: boolean
  onShared: () => Promise<void>
}

/** Whom, how far, until when. */
export function NewShare({ path, mayChange, onShared }: NewShareProps) {
  const { entities } = useMeta()
  const [kind, setKind] = useState<SharedWith>('user')
  const [who, setWho] = useState<Person | null>(null)
  const [level, setLevel] = useState<'see' | 'change'>('see')
  const [until, setUntil] = useState<string | null>(null)
  const [faults, setFaults] = useState<Fault[]>([])
  const [busy, setBusy] = useState(false)
  const said = (name: string) => faults.find((f) => f.at === name)?.text
  const other = faults.find((f) => !['who', 'until_ms'].includes(f.at))?.text

  const share = async () => {
    setBusy(true)
    setFaults([])
    try {
      // A day is meant whole: until its last moment.
      const until_ms = until ? startOfDay(addDays(until, 1)) - 1 : undefined
      await post(path, { kind, who: who?.id, level, until_ms })
      toast(t('share.shared', { name: who?.label ?? '' }))
      setWho(null)
      await onShared()
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setFaults(reason.faults.length ? reason.faults : [{ at: '', code: '', text: reason.message }])
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className={style.fresh} aria-label={t('share.new')}>
      <h3>{t('share.new')}</h3>
      <Segments
        label={t('share.kind')}
        hideLabel
        value={kind}
        onChange={(next) => {
          setKind(next)
          setWho(null)
        }}
        options={kinds.map((id) => ({ id, label: entities[id]?.label[0] ?? id }))}
      />
      <div className={style.row}>
        <PersonField
          key={kind}
          className={style.grow}
          label={t('share.with')}
          entity={kind}
          value={who}
          error={said('who') ?? other}
          onChange={setWho}
        />
        <DayField label={t('share.until_day')} value={until} error={said('until_ms')} onChange={setUntil} />
      </div>
      <div className={style.row}>
        <Segments
          label={t('share.level')}
          hideLabel
          value={level}
          onChange={setLevel}
          options={levels
            .filter((id) => id === 'see' || mayChange)
            .map((id) => ({ id, label: t(`share.level.${id}`) }))}
        />
        <Button kind="primary" busy={busy} disabled={!who} onClick={() => void share()}>
          {t('share.do')}
        </Button>
      </div>
    </section>
  )
}
