import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, api, onceKey, post } from '../../../api/api'
import type { Fault } from '../../../api/types'
import { saidBy } from '../../../api/use-ask'
import { t } from '../../../lib/words'
import { useEntity } from '../../../meta/use-meta'
import { ErrorBox } from '../../../ui/bits'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Dialog } from '../../../ui/lazy'
import { TextField } from '../../../ui/text-field'
import { toast } from '../../../ui/toast'
import own from './invite.module.css'
import style from './people.module.css'
import { lookAgain, type Org } from './use-org'

const empty = { name: '', email: '', login: '' }

/** "trang" of "trang@quang.example": a sign-in name to begin with. */
const loginOf = (email: string) => email.split('@')[0]?.trim().toLowerCase() ?? ''

interface InviteDialogProps {
  org: Org
  /** the colleague was made, but no letter could be sent: their page says why */
  onMade: (id: string) => void
  onClose: () => void
}

/** Somebody new: who they are, what they do, and a letter to their first password. */
export function InviteDialog({ org, onMade, onClose }: InviteDialogProps) {
  const cache = useQueryClient()
  const fields = useEntity('user')?.fields
  const [once] = useState(onceKey)
  const [form, setForm] = useState(empty)
  const [roles, setRoles] = useState<string[]>([])
  const [faults, setFaults] = useState<Fault[]>([])
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const login = form.login || loginOf(form.email)
  const ready = form.name.trim() && form.email.trim() && login

  const send = async (id: string) => {
    try {
      await post(`user/${id}/invite`, {})
      toast(t('people.invited', { name: form.name, email: form.email }))
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      toast(t('people.not_invited', { name: form.name, why: saidBy(reason) }), { tone: 'danger' })
      onMade(id)
    }
  }
  const invite = async () => {
    setBusy(true)
    setError(undefined)
    setFaults([])
    try {
      const fields = { name: form.name.trim(), email: form.email.trim(), login, roles: roles.length ? roles : null }
      const { id } = await api.create('user', fields, once)
      lookAgain(cache, 'user')
      onClose()
      await send(id)
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setFaults(reason.faults)
      if (!reason.faults.some((f) => f.at in empty)) setError(saidBy(reason))
      setBusy(false)
    }
  }
  const at = (name: keyof typeof empty) => ({
    label: fields?.[name]?.label ?? name,
    value: form[name],
    onChange: (value: string) => setForm({ ...form, [name]: value }),
    error: faults.find((f) => f.at === name)?.text,
    autoComplete: 'off',
    required: true,
  })
  const foot = (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit busy={busy} disabled={!ready}>
        {t('people.invite')}
      </Button>
    </>
  )
  return (
    <Dialog title={t('people.invite_title')} onClose={onClose} onSubmit={() => void invite()} foot={foot} width={480}>
      <div className={style.sheet}>
        {error && <ErrorBox title={error} />}
        <TextField {...at('name')} autoFocus />
        <TextField {...at('email')} type="email" doc={t('people.invite_email')} latin />
        <TextField {...at('login')} value={login} autoCapitalize="none" spellCheck={false} latin />
        <section>
          <h3>{t('people.roles')}</h3>
          <p className={style.hint}>{t('people.invite_roles')}</p>
          <div className={own.boxes}>
            {[...org.roles].map(([key, label]) => (
              <Checkbox
                key={key}
                label={label}
                checked={roles.includes(key)}
                onChange={(on) => setRoles(on ? [...roles, key] : roles.filter((k) => k !== key))}
              />
            ))}
          </div>
        </section>
      </div>
    </Dialog>
  )
}
