import { Plus, Upload } from 'lucide-react'
import type { Entity } from '../api/types'
import { navigate } from '../lib/router'
import { inSentence } from '../lib/text'
import { t } from '../lib/words'
import { may } from '../meta/may'
import { openCreate } from '../record/create-dialog'
import { Empty } from '../ui/bits'
import { Button } from '../ui/button'
import { iconOf } from '../ui/icons'
import style from './list.module.css'

interface EmptyListProps {
  entity: Entity
  /** something narrows it: a filter, a word */
  narrowed: boolean
  onWiden: () => void
}

/** Says what belongs here and offers what fills it. */
export function EmptyList({ entity, narrowed, onWiden }: EmptyListProps) {
  const entities = inSentence(entity.label[1])
  if (narrowed)
    return (
      <Empty
        icon={iconOf(entity.icon)}
        title={t('list.none_fit', { entities })}
        action={<Button onClick={onWiden}>{t('list.widen')}</Button>}
      >
        {t('list.none_fit_help')}
      </Empty>
    )
  return (
    <Empty
      icon={iconOf(entity.icon)}
      title={t('list.none', { entities })}
      action={
        <div className={style.actions}>
          {may(entity, 'create') && (
            <Button kind="primary" icon={Plus} onClick={() => openCreate(entity.name)}>
              {t('list.create', { entity: inSentence(entity.label[0]) })}
            </Button>
          )}
          {may(entity, 'import') && (
            <Button icon={Upload} onClick={() => navigate(`/import?entity=${entity.name}`)}>
              {t('list.import')}
            </Button>
          )}
        </div>
      }
    >
      {entity.doc}
    </Empty>
  )
}
