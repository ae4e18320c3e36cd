import type { Entity, Row } from '../api/types'
import { useMeta } from '../meta/use-meta'
import { activitiesOf, listsOf, tickOf } from './about'
import { NextStep } from './next-step'
import { ReachPart } from './reach-part'
import style from './related.module.css'
import { RelatedFiles } from './related-files'
import { RelatedList } from './related-list'

/** What belongs to the record: the next step first, then the lists, then the files. */
export function Related({ entity, row }: { entity: Entity; row: Row }) {
  const meta = useMeta()
  const next = activitiesOf(meta, entity).find((link) => tickOf(link.entity))
  const lists = listsOf(meta, entity)
  // Two lists of the same entity say by which field.
  const twice = (name: string) => lists.filter((l) => l.entity.name === name).length > 1
  return (
    <div className={style.related}>
      {next && <NextStep link={next} row={row} />}
      {lists.map((link) => (
        <RelatedList key={link.entity.name + link.field.name} link={link} row={row} by={twice(link.entity.name)} />
      ))}
      {entity.traits.includes('reach') && <ReachPart entity={entity} row={row} />}
      {entity.traits.includes('files') && meta.entities.file && <RelatedFiles row={row} />}
    </div>
  )
}
