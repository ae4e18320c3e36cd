import { useState } from 'react'
import type { Entity, Row } from '../api/types'
import { ago, exact } from '../lib/date'
import { t, type WordKey } from '../lib/words'
import { isNeeded, isShown, mayChange } from '../meta/may'
import { fieldsOf, useMe } from '../meta/use-meta'
import type { RecordHandle } from '../store/use-record'
import { Completeness } from './completeness'
import { Fact } from './fact'
import style from './facts.module.css'
import { doubtsOf } from './quality'

interface FactsProps {
  entity: Entity
  row: Row
  handle: Pick<RecordHandle, 'change' | 'faults' | 'forget'>
  /** only what is filled in: for the peek */
  brief?: boolean
}

/** Every fact of the form, section by section; rules show and hide them while one types. */
export function Facts({ entity, row, handle, brief }: FactsProps) {
  const context = { fields: row.fields, me: useMe().id }
  const form = entity.views.form ?? [Object.keys(entity.fields)]
  const sections = form
    .map((names) =>
      fieldsOf(entity, names).filter(
        (f) => !f.system && isShown(f, context) && !(brief && (row.fields[f.name] ?? null) === null),
      ),
    )
    .filter((fields) => fields.length > 0)
  const shown = new Set(sections.flat().map((field) => field.name))
  const doubts = doubtsOf(entity, row, shown)
  const [asked, setAsked] = useState<{ name: string; nth: number }>()
  const openOf = (name: string) => {
    const field = shown.has(name) && entity.fields[name]
    if (!field || !mayChange(row, field)) return undefined
    return () => setAsked((old) => ({ name, nth: (old?.nth ?? 0) + 1 }))
  }
  return (
    <>
      {!brief && <Completeness entity={entity} row={row} openOf={openOf} doubts={doubts.get('')} />}
      <dl className={style.facts}>
        {sections.flat().map((field) => (
          <Fact
            key={field.name}
            field={field}
            row={row}
            handle={handle}
            fault={handle.faults.find((f) => f.at === field.name || f.at.startsWith(`${field.name}.`))?.text}
            needed={isNeeded(field, context)}
            doubts={doubts.get(field.name)}
            asked={asked?.name === field.name ? asked.nth : undefined}
          />
        ))}
      </dl>
      {!brief && <Born row={row} />}
    </>
  )
}

/** Who made it and who touched it last. */
function Born({ row }: { row: Row }) {
  const line = (key: WordKey, alone: WordKey, at: unknown, by: string | undefined) =>
    typeof at === 'number' && (
      <p>
        <time dateTime={new Date(at).toISOString()} data-tip={exact(at)}>
          {by ? t(key, { when: ago(at), who: by }) : t(alone, { when: ago(at) })}
        </time>
      </p>
    )
  return (
    <div className={style.born}>
      {line('record.made', 'record.made_alone', row.fields.created_ms, row.refs.created_by?.title)}
      {row.version > 1 &&
        line('record.touched', 'record.touched_alone', row.fields.updated_ms, row.refs.updated_by?.title)}
    </div>
  )
}
