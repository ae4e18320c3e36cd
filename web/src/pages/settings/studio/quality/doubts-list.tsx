import { Plus, TriangleAlert } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { t, withWords } from '../../../../lib/words'
import { Button } from '../../../../ui/button'
import { Switch } from '../../../../ui/checkbox'
import edit from '../edit.module.css'
import { keyName } from '../key-name'
import { FromPill } from '../origin'
import { isDoc } from '../sheet'
import studio from '../studio.module.css'
import type { Draft } from '../use-draft'
import { doubtNamed } from '../words-at'
import style from './quality.module.css'

const DoubtSheet = lazy(() =>
  withWords('rights', withWords('lists', import('./doubt-sheet'))).then((m) => ({ default: m.DoubtSheet })),
)

/** What is taken and doubted: of any record, and by rules of one's own. */
export function DoubtsList({ draft }: { draft: Draft }) {
  const [open, setOpen] = useState<string>()
  const said = draft.get('doubts')
  const doubts = isDoc(said) ? said : undefined
  const delivered = draft.delivered('doubts') !== undefined
  return (
    <section className={style.section} aria-labelledby="doubts">
      <div className={studio.tools}>
        <h2 id="doubts">{t('studio.doubts')}</h2>
        <Button icon={Plus} onClick={() => setOpen(keyName('doubt', Object.keys(doubts ?? {}), 'doubt'))}>
          {t('studio.doubt_new')}
        </Button>
      </div>
      <p className={edit.help}>{t('studio.doubts_help')}</p>
      {Object.keys(doubts ?? {}).length === 0 && (
        <Switch
          label={t('studio.doubts_usual')}
          checked={doubts !== undefined}
          onChange={(on) => draft.put(['doubts'], on ? (delivered ? undefined : {}) : delivered ? null : undefined)}
        />
      )}
      <ul className={studio.lines}>
        {Object.entries(doubts ?? {}).map(([name, doubt]) => {
          const says = draft.word(doubtNamed(draft.entity, name))
          const faulty = draft.problems.some((p) => `${p.at}.`.startsWith(`doubts.${name}.`))
          return (
            <li key={name}>
              <button
                type="button"
                className={studio.line}
                onClick={() => setOpen(name)}
                data-faulty={faulty || undefined}
                data-changed={draft.changed('doubts', name) || undefined}
              >
                <TriangleAlert size={16} aria-hidden />
                <span className={studio.lineText}>
                  <strong dir="auto" className="name">
                    {typeof says === 'string' ? says : name}
                  </strong>
                  <code dir="ltr">{isDoc(doubt) ? String(doubt.when ?? '') : ''}</code>
                </span>
                <FromPill from={draft.own ? 'site' : (draft.kind?.from[`doubts.${name}`] ?? 'site')} />
              </button>
            </li>
          )
        })}
      </ul>
      {open && (
        <Suspense>
          <DoubtSheet draft={draft} doubt={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </section>
  )
}
