import { type FormEvent, Suspense, useMemo, useState } from 'react'
import { ApiError, onceKey, post } from '../../api/api'
import type { Fault } from '../../api/types'
import { countryCurrency, homeOf, zoneOf } from '../../lib/countries'
import { collator, displayName } from '../../lib/fmt'
import { here } from '../../lib/router'
import { settings } from '../../lib/settings'
import { t } from '../../lib/words'
import { zoneOptions } from '../../lib/zones'
import { ErrorBox } from '../../ui/bits'
import { Button } from '../../ui/button'
import { ComboBox } from '../../ui/lazy'
import { NewPasswordField } from '../../ui/new-password-field'
import { TextField } from '../../ui/text-field'
import { Door } from './door'
import style from './door.module.css'

const steps = ['you', 'company', 'done'] as const
const stepOf: Record<string, number> = { name: 0, login: 0, password: 0, company: 1, country: 1, currency: 1, zone: 1 }
const shortest = 12
const once = onceKey()

/** The first run: who you are, what company this is; then it begins. Everything is sent once, at the end. */
export function Page() {
  const token = here().search.get('token')
  const country = homeOf[settings().language] ?? 'GB'
  const [step, setStep] = useState(0)
  const [form, setForm] = useState({
    name: '',
    login: '',
    password: '',
    company: '',
    country,
    currency: countryCurrency[country] ?? 'USD',
    zone: zoneOf(country),
  })
  const zones = useMemo(() => zoneOptions(form.zone), [form.zone])
  const [faults, setFaults] = useState<Fault[]>([])
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)

  const at = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (value: string) => {
      setForm({ ...form, [name]: value })
      setFaults(faults.filter((f) => f.at !== name))
    },
    error: faults.find((f) => f.at === name)?.text,
    required: true,
  })
  const youReady = form.name.trim() && form.login.trim() && form.password.length >= shortest
  const ready = step === 0 ? youReady : form.company.trim()

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (step === 0) return setStep(1)
    if (step === 2) return location.assign('/')
    setBusy(true)
    setError(undefined)
    try {
      await post('setup', { ...form, token, language: settings().language }, { once })
      setStep(2)
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setFaults(reason.faults)
      const first = reason.faults.find((f) => f.at in stepOf)
      if (first) setStep(stepOf[first.at] ?? 0)
      else setError(reason.faults[0]?.text ?? (reason.passing ? t('error.no_server') : reason.message))
    } finally {
      setBusy(false)
    }
  }

  if (!token) return <Door title={t('setup.title')}>{t('setup.no_token')}</Door>
  return (
    <Door title={t('setup.title')}>
      <ol className={style.rail}>
        {steps.map((name, i) => (
          <li key={name} data-reached={i <= step || undefined} aria-current={i === step ? 'step' : undefined}>
            {t(`setup.step.${name}`)}
          </li>
        ))}
      </ol>
      <form className={style.form} onSubmit={submit} noValidate>
        {error && <ErrorBox title={error} />}
        {step === 0 && (
          <>
            <TextField label={t('setup.name')} {...at('name')} autoComplete="name" autoFocus />
            <TextField
              label={t('login.login')}
              doc={t('setup.login_help')}
              {...at('login')}
              autoComplete="username"
              autoCapitalize="none"
              latin
            />
            <NewPasswordField label={t('login.password')} least={shortest} {...at('password')} />
          </>
        )}
        {step === 1 && (
          <Suspense>
            <TextField label={t('setup.company')} {...at('company')} autoComplete="organization" autoFocus />
            <Place
              label={t('setup.country')}
              type="region"
              codes={Object.keys(countryCurrency)}
              value={form.country}
              onChange={(code) =>
                setForm({
                  ...form,
                  country: code,
                  currency: countryCurrency[code] ?? form.currency,
                  zone: zoneOf(code),
                })
              }
            />
            <Place
              label={t('setup.currency')}
              type="currency"
              codes={[...new Set(Object.values(countryCurrency))]}
              value={form.currency}
              onChange={(code) => setForm({ ...form, currency: code })}
            />
            <ComboBox
              label={t('me.zone')}
              options={zones}
              value={zones.find((z) => z.id === form.zone) ?? null}
              onChange={(zone) => zone && setForm({ ...form, zone: zone.id })}
              required
            />
          </Suspense>
        )}
        {step === 2 && <p>{t('setup.ready', { company: form.company })}</p>}
        <div className={style.buttons}>
          {step === 1 && <Button onClick={() => setStep(0)}>{t('ui.back')}</Button>}
          <Button key={step} kind="primary" submit busy={busy} disabled={!ready} autoFocus={step === 2}>
            {step === 0 ? t('ui.next') : step === 1 ? t('setup.create') : t('setup.begin')}
          </Button>
        </div>
      </form>
    </Door>
  )
}

interface PlaceProps {
  label: string
  type: 'region' | 'currency'
  codes: string[]
  value: string
  onChange: (code: string) => void
}

function Place({ label, type, codes, value, onChange }: PlaceProps) {
  const options = codes.map((id) => ({ id, label: displayName(type, id), under: type === 'currency' ? id : undefined }))
  options.sort((a, b) => collator().compare(a.label, b.label))
  const chosen = options.find((o) => o.id === value) ?? null
  return <ComboBox label={label} options={options} value={chosen} onChange={(o) => o && onChange(o.id)} required />
}
