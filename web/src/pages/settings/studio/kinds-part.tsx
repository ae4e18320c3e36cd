import { useState } from 'react'
import { count } from '../../../lib/fmt'
import { matches } from '../../../lib/text'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Empty, Pill } from '../../../ui/bits'
import { iconOf } from '../../../ui/icons'
import { Link } from '../../../ui/link'
import { TextField } from '../../../ui/text-field'
import { bySubject, type KindLine, type Studio } from './api'
import edit from './edit.module.css'
import { FromPill } from './origin'
import style from './studio.module.css'

/** Every kind of record, as the navigation groups them. */
export function KindsPart({ studio }: { studio: Studio }) {
  const { groups, entities } = useMeta()
  const [typed, setTyped] = useState('')
  const said = bySubject(studio.documents)
  const found = studio.entities.filter((e) => matches(`${e.label.join(' ')} ${e.name}`, typed))
  const groupOf = (name: string) => (groups.some((g) => g.name === entities[name]?.group) ? entities[name]?.group : '')
  const sections = [...groups, { name: '', label: t('studio.other') }]
    .map((group) => ({ ...group, kinds: found.filter((e) => groupOf(e.name) === group.name) }))
    .filter((group) => group.kinds.length > 0)
  return (
    <div className={style.part}>
      <p className={edit.help}>{t('studio.help')}</p>
      <TextField
        type="search"
        label={t('studio.find_kind')}
        hideLabel
        placeholder={t('studio.find_kind')}
        className={style.find}
        value={typed}
        onChange={setTyped}
        autoComplete="off"
      />
      {sections.length === 0 && <Empty title={t('ui.nothing_found')} />}
      {sections.map((group) => (
        <section key={group.name} className={style.section} aria-labelledby={`kinds-${group.name}`}>
          <h2 id={`kinds-${group.name}`}>{group.label}</h2>
          <ul className={style.lines}>
            {group.kinds.map((kind) => (
              <li key={kind.name}>
                <Line kind={kind} icon={entities[kind.name]?.icon} own={kind.name in said} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Line({ kind, icon, own }: { kind: KindLine; icon: string | undefined; own: boolean }) {
  const Icon = iconOf(icon)
  return (
    <Link to={`/settings/studio/${kind.name}`} className={style.line}>
      <Icon size={18} strokeWidth={1.75} aria-hidden />
      <span className={style.lineText}>
        <strong dir="auto" className="name">
          {kind.label[1]}
        </strong>
        <small>
          {t('studio.fields_count', { count: kind.fields })} ·{' '}
          {t('studio.records', { count: kind.records, n: count(kind.records, kind.exact) })}
        </small>
      </span>
      <span className={style.pills}>
        {kind.hidden && <Pill>{t('studio.hidden')}</Pill>}
        {own && kind.from !== 'site' && <Pill hue={185}>{t('studio.said_by_us')}</Pill>}
        <FromPill from={kind.from} />
      </span>
    </Link>
  )
}
