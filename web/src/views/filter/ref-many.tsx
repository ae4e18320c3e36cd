import { Suspense } from 'react'
import { targets } from '../../api/api'
import type { Field, Value } from '../../api/types'
import { kindOf } from '../../fields'
import { t } from '../../lib/words'
import { isPerson } from '../../meta/use-meta'
import { Avatar, Chip } from '../../ui/bits'
import style from './filter.module.css'
import { useTitles } from './use-titles'

interface RefManyProps {
  field: Field
  ids: string[]
  onChange: (ids: Value[]) => void
}

/** Several records: pick one after the other. */
export function RefMany({ field, ids, onChange }: RefManyProps) {
  const [to = ''] = targets(field)
  const titles = useTitles(to, ids)
  const { Edit } = kindOf(field)
  return (
    <div className={style.many}>
      <Suspense>
        {/* A new one after each pick: it begins empty again. */}
        <Edit
          key={ids.length}
          field={{ ...field, doc: '', required: false }}
          value={null}
          hideLabel
          autoFocus
          onDone={(id: string | null) => id && !ids.includes(id) && onChange([...ids, id])}
        />
      </Suspense>
      {ids.length > 0 && (
        <div className={style.picked}>
          {ids.map((id) => (
            <Chip
              key={id}
              onRemove={() => onChange(ids.filter((other) => other !== id))}
              removeLabel={t('ui.remove_named', { name: titles[id] ?? '' })}
            >
              <span className={style.person}>
                <Avatar name={titles[id] ?? ''} person={isPerson(to)} />
                <span dir="auto">{titles[id] ?? '…'}</span>
              </span>
            </Chip>
          ))}
        </div>
      )}
    </div>
  )
}
