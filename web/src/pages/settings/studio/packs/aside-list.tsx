import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../../../api/api'
import { saidBy } from '../../../../api/use-ask'
import { isolated } from '../../../../lib/text'
import { t } from '../../../../lib/words'
import { useMeta } from '../../../../meta/use-meta'
import { Button } from '../../../../ui/button'
import { toast } from '../../../../ui/toast'
import { studioKey } from '../api'
import { namesOf } from '../names'
import { type Aside, packs, problemsOfPacks } from '../packs-api'
import { sayProblem } from '../problem-list'
import { sayValue, sayWhere } from '../say-change'
import { offerUndo } from '../undo'
import style from './packs.module.css'

/** "deal.fields.shade.show": as changes name their places. */
const placeOf = ({ document, at }: Aside): string => {
  const subject = document.replace(/\.json$/, '')
  return at ? `${subject}.${at}` : subject
}

interface AsideListProps {
  words: readonly Aside[]
  stamp: string
}

/** What the company said and a newer program could not take: named, to be said anew where it belongs, or dropped. */
export function AsideList({ words, stamp }: AsideListProps) {
  const cache = useQueryClient()
  const { entities } = useMeta()
  const names = namesOf(entities, {})
  const [busy, setBusy] = useState<Aside>()
  const drop = async (word: Aside) => {
    setBusy(word)
    try {
      const { change } = await packs.keepAside(
        words.filter((one) => one !== word),
        stamp,
      )
      if (change) offerUndo(cache, change)
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      toast(isolated(saidBy(reason)), { tone: 'danger' })
    } finally {
      setBusy(undefined)
      void cache.invalidateQueries({ queryKey: studioKey })
    }
  }
  return (
    <section className={style.aside} aria-label={t('studio.aside')}>
      <h2>{t('studio.aside')}</h2>
      <p>{t('studio.aside_help')}</p>
      <ul>
        {words.map((one) => {
          const where = sayWhere(placeOf(one), names).join(' › ')
          return (
            <li key={one.document + one.at}>
              <span className={style.asideText}>
                <small>
                  <bdi>{where}</bdi>
                </small>
                {one.word !== null && (
                  <strong>
                    <bdi>{sayValue(placeOf(one), one.word, names)}</bdi>
                  </strong>
                )}
                <span>
                  <bdi>{sayProblem(one.code, problemsOfPacks) ?? isolated(one.why)}</bdi>
                </span>
                <small>{t('studio.aside_since', { version: one.since })}</small>
              </span>
              <Button
                kind="ghost"
                busy={busy === one}
                disabled={busy !== undefined}
                aria-label={t('studio.aside_drop_this', { place: where })}
                onClick={() => void drop(one)}
              >
                {t('studio.aside_drop')}
              </Button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
