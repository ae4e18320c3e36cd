import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CalendarClock, CircleCheck, CircleX, Hourglass, LinkIcon, type LucideIcon } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { ApiError } from '../../api/api'
import { dateOf, exact } from '../../lib/date'
import { applyCurrencies } from '../../lib/money'
import { t } from '../../lib/words'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Languages } from '../door/languages'
import { useTicket } from '../door/use-ticket'
import { AnswerPart } from './answer-part'
import { lookAt, type Offer } from './offer'
import style from './offer.module.css'
import { Paper } from './paper'

/** A quote as the customer sees it: no account, any device, their own language. */
export function Page() {
  const { ticket: link } = useTicket()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['offer', link],
    queryFn: () => lookAt(link),
    refetchOnWindowFocus: true,
  })
  const client = useQueryClient()
  if (data) applyCurrencies(data.currencies, data.currency, data.toman)
  useEffect(() => {
    document.title = data ? [data.title ?? data.kind, data.company].join(' · ') : 'Kith'
  }, [data])
  const gone = error instanceof ApiError && error.status === 404
  return (
    <main className={style.page}>
      <header className={style.top}>
        <b dir="auto">{data?.company}</b>
        <Languages />
      </header>
      {gone && <Note icon={LinkIcon} title={t('offer.gone')} text={error.faults[0]?.text ?? ''} />}
      {error && !gone && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
      {isPending && <Skeleton rows={8} />}
      {data && <Sheet offer={data} link={link} onAnswered={(offer) => client.setQueryData(['offer', link], offer)} />}
    </main>
  )
}

interface SheetProps {
  offer: Offer
  link: string
  onAnswered: (offer: Offer) => void
}

function Sheet({ offer, link, onAnswered }: SheetProps) {
  return (
    <article className={style.sheet}>
      <header className={style.head}>
        <p>{offer.kind}</p>
        {offer.title && <h1 dir="auto">{offer.title}</h1>}
        <State offer={offer} />
      </header>
      <Paper offer={offer} />
      <Answers offer={offer} />
      {offer.version !== undefined && <AnswerPart link={link} offer={offer} onAnswered={onAnswered} />}
      <By offer={offer} />
    </article>
  )
}

const states = {
  late: { icon: CalendarClock, tone: 'warn' },
  accepted: { icon: CircleCheck, tone: 'ok' },
  refused: { icon: CircleX, tone: 'plain' },
  away: { icon: Hourglass, tone: 'warn' },
} as const

/** What became of it. Said aloud when it changes, and looked at: it stands above what was pressed. */
function State({ offer }: { offer: Offer }) {
  const box = useRef<HTMLDivElement>(null)
  const was = useRef(offer.state)
  useEffect(() => {
    if (was.current !== offer.state) box.current?.scrollIntoView({ block: 'center' })
    was.current = offer.state
  }, [offer.state])
  if (offer.state === 'open') return <div ref={box} role="status" />
  const { icon, tone } = states[offer.state]
  return (
    <div ref={box} role="status">
      <Note icon={icon} tone={tone} title={t(`offer.${offer.state}`)} text={t(`offer.${offer.state}_help`)} />
    </div>
  )
}

interface NoteProps {
  icon: LucideIcon
  title: string
  text: string
  tone?: 'ok' | 'warn' | 'plain'
}

const Note = ({ icon: Icon, title, text, tone = 'plain' }: NoteProps) => (
  <div className={style.note} data-tone={tone}>
    <Icon size={20} strokeWidth={1.75} aria-hidden />
    <div>
      <b>{title}</b>
      <p>{text}</p>
    </div>
  </div>
)

function Answers({ offer }: { offer: Offer }) {
  if (!offer.answers?.length) return null
  return (
    <section className={style.answers}>
      <h2>{t('offer.said')}</h2>
      <ol>
        {offer.answers.map((one) => (
          <li key={`${one.kind}${one.at_ms}`}>
            <p>
              <b dir="auto">{one.name}</b> <span>{t(`offer.said.${one.kind}`)}</span>{' '}
              <time dateTime={new Date(one.at_ms).toISOString()} title={exact(one.at_ms)}>
                {dateOf(one.at_ms)}
              </time>
            </p>
            {one.text && <p dir="auto">{one.text}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}

function By({ offer }: { offer: Offer }) {
  if (!offer.by) return null
  return (
    <footer className={style.by}>
      {t('offer.by')} <b dir="auto">{offer.by.name}</b>
      {offer.by.email && (
        <a href={`mailto:${offer.by.email}`} dir="ltr">
          {offer.by.email}
        </a>
      )}
    </footer>
  )
}
