import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Calculator, ChevronRight } from 'lucide-react'
import { ApiError, post } from '../../api/api'
import type { Offers } from '../../api/prices'
import type { Entity } from '../../api/types'
import { saidBy } from '../../api/use-ask'
import type { PageProps } from '../../lib/router'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { DraftFields } from '../../record/draft-fields'
import { useDraftRecord } from '../../record/use-draft-record'
import { PageSheet } from '../../shell/page-sheet'
import { Empty, ErrorBox, Skeleton } from '../../ui/bits'
import { Link } from '../../ui/link'
import { OfferCard } from './offer-card'
import style from './prices.module.css'
import { askedFields, otherFields, placeOf, wishOf } from './wish'

/** What does it cost? All rates of a price list that hold, the cheapest first, while one says what is asked for. */
export function Page({ params }: PageProps) {
  const entity = useMeta().entities[params.entity ?? '']
  return entity?.price ? <Prices key={entity.name} entity={entity} /> : <Empty title={t('page.unknown')} />
}

function Prices({ entity }: { entity: Entity }) {
  const draft = useDraftRecord()
  const wish = wishOf(draft.fields)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['offers', entity.name, wish],
    queryFn: ({ signal }) => post<Offers>(`${entity.name}/offers`, wish, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  })
  const refused = error instanceof ApiError ? error : undefined
  const faults = (refused?.faults ?? []).map((fault) => ({ ...fault, at: placeOf(fault.at) }))
  const fields = [
    ...askedFields(entity, t('prices.any')),
    ...otherFields(entity, { quantity: t('prices.quantity'), on: t('prices.on') }),
  ]
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
      <div className={style.page}>
        <section className={style.ask} aria-label={t('list.prices')}>
          <p className={style.help}>{t('prices.ask')}</p>
          <DraftFields fields={fields} draft={draft} faults={faults} columns />
        </section>
        <section className={style.found} aria-live="polite" aria-busy={isPending}>
          {error && faults.length === 0 && (
            <ErrorBox title={refused ? saidBy(refused) : error.message} onRetry={() => void refetch()} />
          )}
          {isPending && !error && <Skeleton rows={4} tall />}
          {data && !error && <Found entity={entity} found={data} />}
        </section>
      </div>
    </PageSheet>
  )
}

function Found({ entity, found }: { entity: Entity; found: Offers }) {
  const { count, offers } = found
  const unit = entity.price?.quantity ? entity.fields[entity.price.quantity]?.unit : undefined
  if (count === 0)
    return (
      <Empty icon={Calculator} title={t('prices.none')}>
        {t('prices.none_help')}
      </Empty>
    )
  return (
    <>
      <p className={style.help}>
        {t('prices.count', { count })}
        {offers.length < count && ` · ${t('prices.first', { count: offers.length })}`}
      </p>
      <ul className={style.list}>
        {offers.map((offer) => (
          <OfferCard key={offer.record.id} entity={entity} offer={offer} unit={unit} />
        ))}
      </ul>
    </>
  )
}
