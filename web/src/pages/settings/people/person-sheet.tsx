import { ArrowRightLeft, Eye, KeyRound, Maximize2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { eyes, lookAs } from '../../../api/eyes'
import { navigate } from '../../../lib/router'
import { t, withWords } from '../../../lib/words'
import { fieldsOf, useEntity, useMe } from '../../../meta/use-meta'
import { Fact } from '../../../record/fact'
import { openOverlay } from '../../../shell/overlays'
import { type RecordHandle, useRecord } from '../../../store/use-record'
import { ErrorBox, Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Held } from '../../../ui/held'
import { Sheet } from '../../../ui/lazy'
import own from './invite.module.css'
import style from './people.module.css'
import { RoleBoxes } from './role-boxes'
import { SendInvite } from './send-invite'
import { TeamChips } from './team-chips'
import { TheirSecond } from './their-second'
import type { Org } from './use-org'

const TheirPasskeys = lazy(() =>
  withWords('door', import('../second/their-passkeys')).then((m) => ({ default: m.TheirPasskeys })),
)

const SessionList = lazy(() => import('../session-list').then((m) => ({ default: m.SessionList })))
const HandDialog = lazy(() => import('./hand/hand-dialog').then((m) => ({ default: m.HandDialog })))

const work = ['login', 'email', 'title', 'unit', 'manager']
const absence = ['deputy', 'away_from', 'away_until']

/** One colleague: where they belong, what they may, who stands in for them, where they are signed in. */
export function PersonSheet({ id, org, onClose }: { id: string; org: Org; onClose: () => void }) {
  const handle = useRecord('user', id)
  const { row, error, reload } = handle
  const me = useMe()
  const admin = me.admin === true
  const [handing, setHanding] = useState(false)
  const foot = (
    <>
      {admin && !eyes() && row?.fields.login && (
        <Button icon={KeyRound} onClick={() => openOverlay('password', id)}>
          {t('action.set_password')}
        </Button>
      )}
      <Button icon={Maximize2} onClick={() => navigate(`/user/${id}`)}>
        {t('peek.open')}
      </Button>
    </>
  )
  return (
    <Suspense>
      <Sheet title={row?.title ?? ''} onClose={onClose} foot={foot} width={460}>
        {error && !row && <ErrorBox title={error.message} onRetry={reload} />}
        {!row && !error && <Skeleton rows={8} />}
        {row && (
          <Held>
            <div className={style.sheet}>
              <Facts names={work} handle={handle} />
              {admin && row.fields.active !== false && row.fields.login && <SendInvite row={row} />}
              <section>
                <h3>{t('people.roles')}</h3>
                <RoleBoxes row={row} handle={handle} />
                {admin && id !== me.id && row.fields.active !== false && (
                  <Button
                    className={own.look}
                    icon={Eye}
                    onClick={() => lookAs({ eyes: `user:${id}`, name: row.title })}
                  >
                    {t('people.look_as')}
                  </Button>
                )}
              </section>
              <section>
                <h3>{t('people.show.teams')}</h3>
                <TeamChips person={id} org={org} />
              </section>
              <section>
                <h3>{t('people.absence')}</h3>
                <p className={style.hint}>{t('people.absence_help')}</p>
                <Facts names={absence} handle={handle} />
              </section>
              {admin && (
                <section>
                  <h3>{t('people.sessions')}</h3>
                  <Suspense>
                    <SessionList of={`user/${id}`} name={row.title} />
                    <TheirSecond id={id} name={row.title} />
                    <TheirPasskeys id={id} name={row.title} />
                  </Suspense>
                </section>
              )}
              <Facts names={['active']} handle={handle} />
              {!eyes() && (
                <section>
                  {row.fields.active === false && <p className={style.hint}>{t('hand.left', { name: row.title })}</p>}
                  <Button icon={ArrowRightLeft} onClick={() => setHanding(true)}>
                    {t('hand.action')}
                  </Button>
                </section>
              )}
            </div>
          </Held>
        )}
        {handing && row && (
          <Suspense>
            <HandDialog id={id} name={row.title} onDone={onClose} onClose={() => setHanding(false)} />
          </Suspense>
        )}
      </Sheet>
    </Suspense>
  )
}

function Facts({ names, handle }: { names: string[]; handle: RecordHandle }) {
  const entity = useEntity('user')
  const { row, faults } = handle
  if (!entity || !row) return null
  return (
    <dl className={style.facts}>
      {fieldsOf(entity, names).map((field) => (
        <Fact
          key={field.name}
          field={field}
          row={row}
          handle={handle}
          fault={faults.find((f) => f.at === field.name)?.text}
        />
      ))}
    </dl>
  )
}
