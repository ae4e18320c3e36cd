import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Calculator } from 'lucide-react'
import { ApiError, post } from '../../api/api'
import type { Offer, Offers, PriceWish } from '../../api/prices'
import type { Entity } from '../../api/types'
import { saidBy } from '../../api/use-ask'
import { t } from '../../lib/words'
import { Empty, ErrorBox, Skeleton } from '../../ui/bits'
import { DraftFields } from '../draft-fields'
import { useDraftRecord } from '../use-draft-record'
import { OfferCard } from './offer-card'
import style from './prices.module.css'
import { askedFields, otherFields, placeOf, wishOf } from './wish'

interface PriceQuestionProps {
  entity: Entity
  /** one of them is taken for what was asked */
  onPick?: (offer: Offer, wish: PriceWish) => void
}

/** What does it cost? All rates of a price list that hold, the cheapest first, while one says what is asked for. */
export function PriceQuestion({ entity, onPick }: PriceQuestionProps) {
  const draft = useDraftRecord()
  const wish = wishOf(draft.fields)
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
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
  // What is shown meanwhile was asked otherwise: it is not what would be taken.
  const pick = onPick && !isPlaceholderData ? (offer: Offer) => onPick(offer, wish) : undefined
  return (
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
        {data && !error && <Found entity={entity} found={data} onPick={pick} />}
      </section>
    </div>
  )
}

interface FoundProps {
  entity: Entity
  found: Offers
  onPick: ((offer: Offer) => void) | undefined
}

function Found({ entity, found, onPick }: FoundProps) {
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
          <OfferCard key={offer.record.id} entity={entity} offer={offer} unit={unit} onPick={onPick} />
        ))}
      </ul>
    </>
  )
}
