import { Ban, Check } from 'lucide-react'
import type { Entity, Row } from '../api/types'
import { t } from '../lib/words'
import { useMeta } from '../meta/use-meta'
import style from './reach-part.module.css'
import { RelatedList } from './related-list'
import { saidOf, useReach } from './use-reach'

/** By what they may be contacted, and why not by the others; and what they said of it. */
export function ReachPart({ entity, row }: { entity: Entity; row: Row }) {
  const { preference } = useMeta().entities
  const channels = useReach(entity, row)
  const about = preference?.fields.about
  if (!channels) return null
  const nameOf = (channel: string) => preference?.fields.channel?.of?.[channel]?.label ?? channel
  return (
    <>
      <section className={style.part} aria-label={t('reach.title')}>
        <h2>{t('reach.title')}</h2>
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
      {preference && about && <RelatedList link={{ entity: preference, field: about }} row={row} by={false} />}
    </>
  )
}
