import { Ban, Check, SlidersHorizontal } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Entity, Row } from '../api/types'
import { t, withWords } from '../lib/words'
import { may } from '../meta/may'
import { useMeta } from '../meta/use-meta'
import { IconButton } from '../ui/button'
import style from './reach-part.module.css'
import { RelatedList } from './related-list'
import { saidOf, useReach } from './use-reach'

const WishesDialog = lazy(() =>
  withWords('merge', import('./wishes/wishes-dialog')).then((m) => ({ default: m.WishesDialog })),
)

/** By what they may be contacted, and why not by the others; and what they said of it. */
export function ReachPart({ entity, row }: { entity: Entity; row: Row }) {
  const { preference } = useMeta().entities
  const channels = useReach(entity, row)
  const about = preference?.fields.about
  const [open, setOpen] = useState(false)
  if (!channels) return null
  const nameOf = (channel: string) => preference?.fields.channel?.of?.[channel]?.label ?? channel
  return (
    <>
      <section className={style.part} aria-label={t('reach.title')}>
        <div className={style.head}>
          <h2>{t('reach.title')}</h2>
          {preference && may(preference, 'create') && (
            <IconButton small icon={SlidersHorizontal} label={t('reach.edit')} onClick={() => setOpen(true)} />
          )}
        </div>
        <ul>
          {Object.entries(channels).map(([name, channel]) => (
            <li key={name} data-may={channel.may || undefined}>
              {channel.may ? <Check size={15} aria-hidden /> : <Ban size={15} aria-hidden />}
              <span>
                {nameOf(name)}
                <small>{channel.may ? t('field.yes') : saidOf(channel) || channel.why[0]?.says}</small>
              </span>
            </li>
          ))}
        </ul>
      </section>
      {open && preference && (
        <Suspense>
          <WishesDialog entity={preference} row={row} channels={Object.keys(channels)} onClose={() => setOpen(false)} />
        </Suspense>
      )}
      {preference && about && <RelatedList link={{ entity: preference, field: about }} row={row} by={false} />}
    </>
  )
}
