import { useQuery } from '@tanstack/react-query'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Progress } from '../../../ui/bits'
import { studioQuery } from './api'
import style from './making.module.css'

const LOOK_MS = 1500

/** What comes behind a change of a large kind: people work, and are told what is not there yet. */
export function MakingNote() {
  const { entities } = useMeta()
  const { data } = useQuery({ ...studioQuery, refetchInterval: ({ state }) => (state.data?.making ? LOOK_MS : false) })
  const making = data?.making
  if (!making) return null
  const entity = entities[making.entity]
  const field = entity?.fields[making.field]
  const place = { place: making.done + 1, total: making.total }
  const at = entity && { entity: entity.label[1], ...place }
  const text = !at
    ? t('studio.making_soon')
    : field
      ? t('studio.making', { field: field.label, ...at })
      : t('studio.making_any', at)
  return (
    <div className={style.making} role="status">
      <p>{text}</p>
      <Progress label={text} value={making.done} total={making.total} />
      <p className={style.help}>{t('studio.making_help')}</p>
    </div>
  )
}
