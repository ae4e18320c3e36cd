import { type FormEvent, useState } from 'react'
import { t } from '../../lib/words'
import { useMe } from '../../meta/use-meta'
import { TextField } from '../../ui/text-field'
import style from './me.module.css'
import { useChangeMe } from './use-change-me'

export function Who() {
  const me = useMe()
  const change = useChangeMe()
  const [name, setName] = useState(me.name)
  const [error, setError] = useState<string>()

  const save = async (event?: FormEvent) => {
    event?.preventDefault()
    const next = name.trim()
    if (next === me.name) return
    const faults = await change({ name: next })
    setError(faults.find((f) => f.at === 'name')?.text)
  }
  return (
    <section className={style.part}>
      <h2>{t('me.who')}</h2>
      <form className={style.fields} onSubmit={save}>
        <TextField
          label={t('setup.name')}
          value={name}
          onChange={setName}
          onBlur={() => void save()}
          error={error}
          autoComplete="name"
          required
        />
      </form>
    </section>
  )
}
