import { useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { Suspense, useState } from 'react'
import { remove } from '../../../api/api'
import { ago, date, isoDay } from '../../../lib/date'
import { t } from '../../../lib/words'
import { useMeta } from '../../../meta/use-meta'
import { Skeleton } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { confirm } from '../../../ui/confirm'
import { Part } from '../part'
import style from '../settings.module.css'
import { NewToken } from './new-token'
import { scopeText } from './scope-text'
import { type Token, useTokens } from './use-tokens'

/** Keys for programs that act in the person's name. */
export function Tokens() {
  const cache = useQueryClient()
  const { entities } = useMeta()
  const [making, setMaking] = useState(false)
  const { data } = useTokens()
  const again = () => void cache.invalidateQueries({ queryKey: ['tokens'] })

  const revoke = async ({ id, name }: Token) => {
    const sure = await confirm({
      title: t('token.revoke_title', { name }),
      text: t('token.revoke_text'),
      action: t('token.revoke'),
      danger: true,
    })
    if (!sure) return
    await remove(`tokens/${id}`)
    again()
  }
  return (
    <Part id="tokens" title={t('token.title')} help={t('token.help')}>
      {!data && <Skeleton rows={2} />}
      <ul className={style.lines}>
        {data?.rows.map((token) => (
          <li key={token.id}>
            <KeyRound size={16} strokeWidth={1.75} aria-hidden />
            <span className={style.line}>
              <strong dir="auto">{token.name}</strong>
              <small>
                {[
                  token.until_ms
                    ? t('token.until', { date: date(isoDay(token.until_ms), 'medium') })
                    : t('token.forever'),
                  token.last_ms ? t('token.used', { ago: ago(token.last_ms) }) : t('token.unused'),
                  token.last_address,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
              <small>{scopeText(token.scopes ?? [], entities)}</small>
            </span>
            <Button
              kind="ghost"
              aria-label={t('token.revoke_named', { name: token.name })}
              onClick={() => void revoke(token)}
            >
              {t('token.revoke')}
            </Button>
          </li>
        ))}
      </ul>
      <div>
        <Button icon={Plus} onClick={() => setMaking(true)}>
          {t('token.new')}
        </Button>
      </div>
      {making && (
        <Suspense>
          <NewToken onMade={again} onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </Part>
  )
}
