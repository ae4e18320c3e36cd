import {
  ChevronRight,
  Download,
  Eye,
  FilePen,
  KeyRound,
  LogIn,
  type LucideIcon,
  Settings,
  Share2,
  ShieldAlert,
  ShieldCheck,
  Trash2,
  Upload,
  UserRoundX,
} from 'lucide-react'
import { useId, useState } from 'react'
import { exact, time } from '../../../lib/date'
import { number } from '../../../lib/fmt'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Link } from '../../../ui/link'
import { detailName, detailText } from './details'
import style from './trail.module.css'
import type { TrailRow } from './use-trail'

/** What begins so looks so. The first that fits. */
const signs: [RegExp, LucideIcon][] = [
  [/^(sign_in_bad|bulk_read)/, ShieldAlert],
  [/^(sign_|session)/, LogIn],
  [/^(password|token|key|second|reset|invite)/, KeyRound],
  [/^(rights|hand_over)/, ShieldCheck],
  [/^share/, Share2],
  [/^eyes/, Eye],
  [/^(export|file|person|backup)/, Download],
  [/^import/, Upload],
  [/^(erase|dropped|redacted)/, UserRoundX],
  [/^(setting|sheet)/, Settings],
  [/^deleted/, Trash2],
]
const loud = /^(sign_in_bad|bulk_read|erase|redacted|eyes)/

/** One thing that happened; what else is known of it unfolds. */
export function TrailLine({ row }: { row: TrailRow }) {
  const id = useId()
  const { entities } = useMeta()
  const [open, setOpen] = useState(false)
  const Icon = signs.find(([sign]) => sign.test(row.kind))?.[1] ?? FilePen
  const details = Object.entries(row.details).filter(([, value]) => value !== null && value !== '')
  return (
    <li className={style.line}>
      <button
        type="button"
        className={style.head}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <time className={style.time} dateTime={new Date(row.at).toISOString()}>
          {time(row.at)}
        </time>
        <span className={style.sign} data-loud={loud.test(row.kind) || undefined}>
          <Icon size={15} strokeWidth={1.75} aria-hidden />
        </span>
        <span className={style.what}>
          <strong>{row.label}</strong>
          {row.times > 1 && <span className={style.times}>{t('trail.times', { count: number(row.times) })}</span>}
          {row.entity && <span>{entities[row.entity]?.label[0] ?? row.entity}</span>}
          <span dir="auto">{row.by?.title ?? nobody(row)}</span>
          {row.person && row.person.id !== row.by?.id && (
            <span dir="auto">{t('trail.about', { name: row.person.title })}</span>
          )}
        </span>
        <span className={style.from}>{row.address && <bdi dir="ltr">{row.address}</bdi>}</span>
        <ChevronRight size={15} className={style.arrow} data-open={open || undefined} aria-hidden />
      </button>
      {open && (
        <dl id={id} className={style.details}>
          <Detail name={t('trail.at')}>{exact(row.at)}</Detail>
          <Detail name={t('trail.via')}>{detailText('via', row.via)}</Detail>
          {row.record && row.entity && <Record entity={row.entity} id={row.record} />}
          {!row.record && row.entity && <OfEntity entity={row.entity} />}
          {details.map(([name, value]) => (
            <Detail key={name} name={detailName(name)}>
              {detailText(name, value)}
            </Detail>
          ))}
        </dl>
      )}
    </li>
  )
}

const nobody = ({ details, kind }: TrailRow) =>
  kind === 'sign_in_bad' && typeof details.login === 'string' ? details.login : t('timeline.system')

function Detail({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto" className="name">
        {children}
      </dd>
    </div>
  )
}

function Record({ entity, id }: { entity: string; id: string }) {
  const known = useMeta().entities[entity]
  return (
    <Detail name={known?.label[0] ?? entity}>
      <Link className="link" to={`/${entity}/${id}`}>
        {t('trail.open_record', { id })}
      </Link>
    </Detail>
  )
}

const OfEntity = ({ entity }: { entity: string }) => (
  <Detail name={t('trail.of')}>{useMeta().entities[entity]?.label[1] ?? entity}</Detail>
)
