import { ArrowRight } from 'lucide-react'
import type { Change, Entity, Field, Row, Value } from '../api/types'
import { isBlank } from '../fields'
import { FieldValue } from '../fields/field-value'
import { t } from '../lib/words'
import style from './change-line.module.css'
import { useTitle } from './use-title'

/** What changed in one field: the old value, an arrow, the new one. */
export function ChangeLine({ field, change, label }: { field: Field; change: Change; label: boolean }) {
  return (
    <span className={style.line}>
      {label && <span className={style.label}>{field.label}</span>}
      <Side field={field} value={change.from} word={t('timeline.from')} old />
      <ArrowRight size={13} className="flip" aria-hidden />
      <Side field={field} value={change.to} word={t('timeline.to')} />
    </span>
  )
}

interface SideProps {
  field: Field
  value: Value
  word: string
  old?: boolean
}

function Side({ field, value, word, old }: SideProps) {
  const blank = isBlank(value)
  return (
    <span className={style.side} data-old={old || undefined}>
      <span className="sr">{word} </span>
      {blank ? (
        t('field.empty')
      ) : field.to === undefined ? (
        <Plain field={field} value={value} />
      ) : (
        <Titled field={field} value={value} />
      )}
    </span>
  )
}

const Plain = ({ field, value, refs = {} }: { field: Field; value: Value; refs?: Row['refs'] }) => (
  <FieldValue field={field} row={{ fields: { [field.name]: value }, refs }} dense />
)

/** The event keeps the id alone; the title is looked up. */
function Titled({ field, value }: { field: Field; value: Value }) {
  const any = typeof value === 'object' && value !== null && 'entity' in value ? value : undefined
  const entity = any?.entity ?? [field.to ?? ''].flat()[0] ?? ''
  const id = any?.id ?? String(value)
  const named = useTitle(entity, id)
  return <Plain field={field} value={value} refs={{ [field.name]: named }} />
}

/** The changes of an event that have a face: hidden and unknown fields are left out. */
export const shownChanges = (entity: Entity, changes: Record<string, Change> = {}): [Field, Change][] =>
  Object.entries(changes)
    .map(([name, change]) => [entity.fields[name], change] as const)
    .filter((pair): pair is [Field, Change] => pair[0] !== undefined && !pair[0].system && !pair[0].computed)
