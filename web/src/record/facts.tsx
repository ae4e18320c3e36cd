import type { Entity, Row } from '../api/types'
import { ago, exact } from '../lib/date'
import { t, type WordKey } from '../lib/words'
import { isNeeded, isShown } from '../meta/may'
import { fieldsOf, useMe } from '../meta/use-meta'
import type { RecordHandle } from '../store/use-record'
import { Fact } from './fact'
import style from './facts.module.css'

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
  return (
    <>
      <dl className={style.facts}>
        {sections.flat().map((field) => (
          <Fact
            key={field.name}
            field={field}
            row={row}
            handle={handle}
            fault={handle.faults.find((f) => f.at === field.name || f.at.startsWith(`${field.name}.`))?.text}
            needed={isNeeded(field, context)}
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
