import { useState } from 'react'
import { ApiError, post } from '../../../api/api'
import type { Fault } from '../../../api/types'
import { number } from '../../../lib/fmt'
import { t } from '../../../lib/words'
import { Button } from '../../../ui/button'
import { CopyButton } from '../../../ui/copy-button'
import { Dialog, Select } from '../../../ui/lazy'
import { PasswordField } from '../../../ui/password-field'
import { TextField } from '../../../ui/text-field'
import style from './me.module.css'
import { ScopeEdit } from './scope-edit'
import { scopesOf, wholeScope } from './scopes'

const lives = [30, 90, 365]

/** Makes a token and shows it: this once and never again. */
export function NewToken({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [scope, setScope] = useState(wholeScope)
  const scopes = scopesOf(scope)
  const [secret, setSecret] = useState<string>()
  const [faults, setFaults] = useState<Fault[]>([])
  const [asked, setAsked] = useState(false)
  const [password, setPassword] = useState('')
  const said = (mine: boolean) => faults.find((fault) => (fault.at === 'password') === mine)?.text

  const make = async () => {
    try {
      const made = await post<{ token: string }>('tokens', {
        name: name.trim(),
        expires_days: Number(days),
        scopes,
        ...(asked && { password }),
      })
      setSecret(made.token)
      onMade()
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      // who came in a while ago is asked who they are: asked, not blamed
      const again = !asked && reason.faults.some((fault) => fault.at === 'password' && fault.code === 'required')
      if (again) setAsked(true)
      else setFaults(reason.faults.length ? reason.faults : [{ at: '', code: '', text: reason.message }])
    }
  }

  if (secret !== undefined) {
    const foot = (
      <Button kind="primary" onClick={onClose}>
        {t('token.done')}
      </Button>
    )
    return (
      <Dialog title={name} onClose={onClose} foot={foot} alert width={520}>
        <p>{t('token.once')}</p>
        <div className={style.secret}>
          <input
            readOnly
            dir="ltr"
            value={secret}
            aria-label={t('token.secret')}
            onFocus={(event) => event.target.select()}
          />
          <CopyButton text={secret} />
        </div>
      </Dialog>
    )
  }
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit disabled={!name.trim() || scopes.length === 0}>
        {t('token.make')}
      </Button>
    </>
  )
  return (
    <Dialog title={t('token.new')} onClose={onClose} onSubmit={() => void make()} foot={foot} width={520}>
      <div className={style.dialog}>
        <TextField
          label={t('token.name')}
          doc={t('token.name_help')}
          value={name}
          onChange={setName}
          error={said(false) ?? (asked ? undefined : said(true))}
          autoFocus
          required
        />
        <Select
          label={t('token.life')}
          value={days}
          options={lives.map((d) => ({
            id: String(d),
            label: number(d, { style: 'unit', unit: 'day', unitDisplay: 'long' }),
          }))}
          onChange={(id) => id && setDays(id)}
        />
        <ScopeEdit value={scope} onChange={setScope} />
        {asked && (
          <PasswordField
            label={t('me.password_old')}
            value={password}
            onChange={setPassword}
            error={said(true)}
            autoComplete="current-password"
            autoFocus
            required
          />
        )}
      </div>
    </Dialog>
  )
}
