import type { Entity } from '../api/types'
import { FieldValue } from '../fields/field-value'
import { count } from '../lib/fmt'
import type { PageProps } from '../lib/router'
import { t } from '../lib/words'
import { defaultColumns, fieldsOf, useEntity } from '../meta/use-meta'
import { PageSheet } from '../shell/page-sheet'
import { useList } from '../store/use-list'
import { useRow } from '../store/use-record'
import { Empty, ErrorBox, Skeleton } from '../ui/bits'
import { Link } from '../ui/link'

/** Stands in for the table until it is there: titles and the columns as a line. */
export function Page({ params }: PageProps) {
  const entity = useEntity(params.entity ?? '')
  return entity ? <List entity={entity} /> : <Empty title={t('page.unknown')} />
}

function List({ entity }: { entity: Entity }) {
  const { ids, total, exact, loading, error, model } = useList(entity.name, {})
  return (
    <PageSheet title={entity.label[1]} count={total === undefined ? undefined : count(total, exact)} padded>
      {error && <ErrorBox title={error.message} onRetry={() => model.reload()} />}
      {loading && <Skeleton rows={8} />}
      <ul>
        {ids.map((id) => (
          <Line key={id} entity={entity} id={id} />
        ))}
      </ul>
    </PageSheet>
  )
}

function Line({ entity, id }: { entity: Entity; id: string }) {
  const row = useRow(entity.name, id)
  if (!row) return null
  return (
    <li style={{ display: 'flex', gap: 16, minBlockSize: 36, alignItems: 'center' }}>
      <Link to={`/${entity.name}/${id}`}>
        <strong>{row.title}</strong>
      </Link>
      {fieldsOf(entity, defaultColumns(entity).slice(1)).map((field) => (
        <FieldValue key={field.name} field={field} row={row} dense />
      ))}
    </li>
  )
}
