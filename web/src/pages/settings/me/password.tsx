import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError, post } from '../../../api/api'
import type { Fault } from '../../../api/types'
import { t } from '../../../lib/words'
import { useMe, useMeta } from '../../../meta/use-meta'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { NewPasswordField } from '../../../ui/new-password-field'
import { PasswordField } from '../../../ui/password-field'
import { toast } from '../../../ui/toast'
import { Part } from '../part'
import style from '../settings.module.css'
import { useTokens } from './use-tokens'

/** Another password: other devices are signed out by it, programs only if one says so. */
export function Password() {
  const cache = useQueryClient()
  const tokens = useTokens().data?.rows.length ?? 0
  const [endTokens, setEndTokens] = useState(false)
  const { login } = useMe()
  const { site } = useMeta()
  const [old, setOld] = useState('')
  const [fresh, setFresh] = useState('')
  const [faults, setFaults] = useState<Fault[]>([])
  const [busy, setBusy] = useState(false)
  const said = (...names: string[]) => faults.find((f) => names.includes(f.at))?.text

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFaults([])
    try {
      const left = await post<{ tokens: number }>('me/password', { old, new: fresh, tokens: endTokens })
      setOld('')
      setFresh('')
      setEndTokens(false)
      for (const ended of ['tokens', 'sessions']) void cache.invalidateQueries({ queryKey: [ended] })
      toast(doneText(tokens, left.tokens))
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setFaults(reason.faults.length ? reason.faults : [{ at: 'old', code: '', text: reason.message }])
    } finally {
      setBusy(false)
    }
  }
  return (
    <Part id="password" title={t('login.password')} help={t('me.password_others')}>
      <form className={style.fields} onSubmit={submit}>
        {/* For password managers: whose password this is. */}
        <input type="text" className="sr" aria-hidden tabIndex={-1} autoComplete="username" value={login} readOnly />
        <PasswordField
          label={t('me.password_old')}
          value={old}
          onChange={setOld}
          error={said('old')}
          autoComplete="current-password"
          required
        />
        <NewPasswordField
          label={t('me.password_new')}
          least={site.password_min}
          value={fresh}
          onChange={setFresh}
          error={said('new', 'password')}
        />
        {tokens > 0 && (
          <div className={style.also}>
            <Checkbox
              label={t('me.password_tokens', { count: tokens })}
              checked={endTokens}
              onChange={setEndTokens}
              aria-describedby="password-tokens"
            />
            <p id="password-tokens" className={style.help}>
              {t('me.password_tokens_help')}
            </p>
          </div>
        )}
        <div>
          <Button submit busy={busy} disabled={!old || !fresh}>
            {t('me.password_change')}
          </Button>
        </div>
      </form>
    </Part>
  )
}

/** What ended with the old password, and what did not. */
function doneText(before: number, left: number): string {
  if (left > 0) return t('me.password_tokens_stand', { count: left })
  return t(before > 0 ? 'me.password_tokens_ended' : 'me.password_changed')
}
