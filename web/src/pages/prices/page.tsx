import { ChevronRight } from 'lucide-react'
import type { PageProps } from '../../lib/router'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { PriceQuestion } from '../../record/prices/price-question'
import style from '../../record/prices/prices.module.css'
import { PageSheet } from '../../shell/page-sheet'
import { Empty } from '../../ui/bits'
import { Link } from '../../ui/link'

/** What does it cost? A page of its own for each price list. */
export function Page({ params }: PageProps) {
  const entity = useMeta().entities[params.entity ?? '']
  if (!entity?.price) return <Empty title={t('page.unknown')} />
  return (
    <PageSheet
      title={t('list.prices')}
      before={
        <span className={style.way}>
          <Link to={`/${entity.name}`}>{entity.label[1]}</Link>
          <ChevronRight size={14} className="flip" aria-hidden />
        </span>
      }
      padded
    >
      <PriceQuestion key={entity.name} entity={entity} />
    </PageSheet>
  )
}
