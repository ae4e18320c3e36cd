import { Copy, Merge } from 'lucide-react'
import type { Entity } from '../api/types'
import { list } from '../lib/fmt'
import { t } from '../lib/words'
import { isPerson } from '../meta/use-meta'
import { Avatar } from '../ui/bits'
import { Button } from '../ui/button'
import { Called } from '../ui/called'
import style from './create-form.module.css'
import type { Likely } from './use-duplicates'

interface DuplicatesProps {
  entity: Entity
  hits: readonly Likely[]
  /** what was typed and this one become one */
  onMerge: ((hit: Likely) => void) | undefined
}

/** Says who is there already, and why it seems to be the same; a link to look before one makes it twice. */
export function Duplicates({ entity, hits, onMerge }: DuplicatesProps) {
  return (
    <div role="status" className={hits.length > 0 ? style.likely : undefined}>
      {hits.length > 0 && (
        <>
          <p className={style.likelyTitle}>
            <Copy size={15} aria-hidden /> {t('create.likely', { count: hits.length })}
          </p>
          <ul>
            {hits.slice(0, 4).map((hit) => (
              <li key={hit.id}>
                <Avatar name={hit.title} person={isPerson(hit.entity)} />
                <a className="link cut" href={`/${hit.entity}/${hit.id}`} target="_blank" rel="noreferrer" dir="auto">
                  <Called of={hit}>{hit.title}</Called>
                </a>
                <span className={style.why}>
                  {t('create.why', { fields: list(hit.why.map((name) => entity.fields[name]?.label ?? name)) })}
                </span>
                {onMerge && hit.entity === entity.name && (
                  <Button
                    kind="ghost"
                    icon={Merge}
                    aria-label={t('create.merge_named', { title: hit.title })}
                    onClick={() => onMerge(hit)}
                  >
                    {t('create.merge')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
