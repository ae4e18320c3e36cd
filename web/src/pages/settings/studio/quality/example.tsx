import { useQuery } from '@tanstack/react-query'
import { get } from '../../../../api/api'
import type { Page, Row } from '../../../../api/types'
import { list, percent } from '../../../../lib/fmt'
import { t } from '../../../../lib/words'
import { Progress } from '../../../../ui/bits'
import { Link } from '../../../../ui/link'
import edit from '../edit.module.css'
import type { Draft } from '../use-draft'
import style from './example.module.css'
import type { Piece } from './pieces'
import { isFilled, scoreOf } from './score'

/** The record that was changed last, whole. */
function useNewest(entity: string): Row | null | undefined {
  const { data } = useQuery({
    queryKey: ['studio', 'example', entity],
    queryFn: async ({ signal }) => {
      const { rows } = await get<Page>(entity, { query: { sort: '-updated_ms', limit: 1 }, signal })
      return rows[0] ? get<Row>(`${entity}/${rows[0].id}`, { signal }) : null
    },
    retry: false,
  })
  return data
}

/** What the weights make of a record that is there. What is asked only when a rule holds counts here always. */
export function Example({ draft, pieces }: { draft: Draft; pieces: readonly Piece[] }) {
  const row = useNewest(draft.entity)
  if (!row) return null
  const score = scoreOf(pieces, row)
  const missing = pieces.filter((one) => !isFilled(one, row)).map(({ field }) => draft.fieldLabel(field))
  return (
    <div className={style.example} role="status">
      <span>
        {t('studio.example')}{' '}
        <Link to={`/${draft.entity}/${row.id}`} className="link">
          <bdi>{row.title}</bdi>
        </Link>
      </span>
      <Progress label={t('studio.complete')} value={score} total={100} />
      <strong>{percent(score)}</strong>
      {missing.length > 0 && (
        <span className={style.missing}>{t('studio.example_missing', { fields: list(missing) })}</span>
      )}
      {pieces.some(({ when }) => when) && <p className={edit.note}>{t('studio.example_when')}</p>}
    </div>
  )
}
