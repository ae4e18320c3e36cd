import { useQueries } from '@tanstack/react-query'
import { ArrowRight, ContactRound, Upload, UserPlus } from 'lucide-react'
import { get } from '../../api/api'
import type { Count } from '../../api/types'
import { navigate } from '../../lib/router'
import { t } from '../../lib/words'
import { may } from '../../meta/may'
import { navEntities, useMeta } from '../../meta/use-meta'
import { openCreate } from '../../store/new-record'
import style from './first-steps.module.css'

/** What one does first in a company without a record. It goes away by itself. */
export function FirstSteps() {
  const meta = useMeta()
  const first = navEntities(meta, meta.groups[0]?.name ?? '')
  const counts = useQueries({
    queries: first.map((e) => ({
      queryKey: ['home', 'any', e.name],
      queryFn: () => get<Count>(`${e.name}/count`),
    })),
  })
  const empty = counts.length > 0 && counts.every((c) => c.data?.count === 0)
  if (!empty) return null

  const person = first.find((e) => !e.pipeline && e.fields[e.face.title]?.type === 'person_name') ?? first[0]
  const { user } = meta.entities
  const steps = [
    first.some((e) => may(e, 'import')) && {
      icon: Upload,
      title: t('home.first.import'),
      text: t('home.first.import_help'),
      run: () => navigate('/import'),
    },
    person &&
      may(person, 'create') && {
        icon: ContactRound,
        title: t('home.first.add', { entity: person.label[0] }),
        text: t('home.first.add_help'),
        run: () => void openCreate(person.name),
      },
    may(user, 'create') && {
      icon: UserPlus,
      title: t('home.first.invite'),
      text: t('home.first.invite_help'),
      run: () => void openCreate('user'),
    },
  ].filter((s) => typeof s === 'object')
  return (
    <section className={style.first} aria-label={t('home.first')}>
      <h2>{t('home.first')}</h2>
      <ul>
        {steps.map(({ icon: Icon, title, text, run }) => (
          <li key={title}>
            <button type="button" onClick={run}>
              <Icon size={20} strokeWidth={1.6} aria-hidden />
              <span>
                <strong>{title}</strong>
                <small>{text}</small>
              </span>
              <ArrowRight size={16} aria-hidden className="flip" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
