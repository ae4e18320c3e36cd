import { Suspense, useState } from 'react'
import type { Entity, Field, Row } from '../api/types'
import { kindOf } from '../fields'
import { FieldValue } from '../fields/field-value'
import type { PageProps } from '../lib/router'
import { same } from '../lib/text'
import { t } from '../lib/words'
import { mayChange } from '../meta/may'
import { fieldsOf, useEntity } from '../meta/use-meta'
import { PageSheet } from '../shell/page-sheet'
import { type RecordHandle, useRecord } from '../store/use-record'
import { Empty, ErrorBox, Skeleton } from '../ui/bits'

/** Stands in for the record page until it is there: every fact of the form, edited in place. */
export function Page({ params }: PageProps) {
  const entity = useEntity(params.entity ?? '')
  return entity ? <Record entity={entity} id={params.id ?? ''} /> : <Empty title={t('page.unknown')} />
}

function Record({ entity, id }: { entity: Entity; id: string }) {
  const { row, error, faults, change, reload } = useRecord(entity.name, id)
  if (error) return <ErrorBox title={error.message} onRetry={reload} />
  if (!row) return <Skeleton rows={10} />
  return (
    <PageSheet title={row.title} padded>
      <dl style={{ display: 'grid', gridTemplateColumns: '140px minmax(0, 320px)', gap: '6px 16px' }}>
        {fieldsOf(entity, (entity.views.form ?? []).flat()).map((field) => (
          <Fact
            key={field.name}
            field={field}
            row={row}
            change={change}
            fault={faults.find((f) => f.at === field.name)?.text}
          />
        ))}
      </dl>
    </PageSheet>
  )
}

function Fact({
  field,
  row,
  change,
  fault,
}: {
  field: Field
  row: Row
  change: RecordHandle['change']
  fault?: string
}) {
  const [editing, setEditing] = useState(false)
  const { Edit } = kindOf(field)
  const value = row.fields[field.name] ?? null
  const done = (next: typeof value, title?: string) => {
    setEditing(false)
    if (same(next, value)) return
    const refs =
      title && typeof next === 'string'
        ? { [field.name]: { id: next, title, entity: [field.to ?? ''].flat()[0]! } }
        : {}
    void change({ [field.name]: next }, { refs, done: t('record.changed', { field: field.label }) })
  }
  return (
    <>
      <dt className="quiet">{field.label}</dt>
      <dd>
        {editing || fault ? (
          <Suspense>
            <Edit
              field={field}
              value={value}
              row={row}
              fault={fault}
              onDone={done}
              onCancel={() => setEditing(false)}
              autoFocus
              hideLabel
            />
          </Suspense>
        ) : (
          <button
            type="button"
            disabled={!mayChange(row, field)}
            onClick={() => setEditing(true)}
            style={{ minBlockSize: 24, inlineSize: '100%' }}
          >
            {value === null ? (
              <span className="quiet">{t('field.empty')}</span>
            ) : (
              <FieldValue field={field} row={row} dense />
            )}
          </button>
        )}
      </dd>
    </>
  )
}
