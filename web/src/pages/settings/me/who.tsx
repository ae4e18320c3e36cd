import { type FormEvent, useState } from 'react'
import { t } from '../../../lib/words'
import { useMe } from '../../../meta/use-meta'
import { TextField } from '../../../ui/text-field'
import { Part } from '../part'
import style from '../settings.module.css'
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
    <Part id="who" title={t('me.who')}>
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
    </Part>
  )
}
