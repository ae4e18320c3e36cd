import { Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { ApiError, api } from '../api/api'
import { t } from '../lib/words'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import type { EditProps } from './field-kind'
import style from './fields.module.css'

/** Sends the file at once and keeps its id. */
export function FileEdit({ field, value, onDone, fault, hideLabel, required }: EditProps<string>) {
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const send = async (chosen: File | undefined) => {
    if (!chosen) return
    setBusy(true)
    setError(undefined)
    try {
      const row = await api.upload(chosen.name, undefined, chosen)
      onDone(row.id, row.title)
    } catch (reason) {
      setError(reason instanceof ApiError ? reason.message : String(reason))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Field
      label={field.label}
      doc={hideLabel ? undefined : field.doc}
      error={fault ?? error}
      hideLabel={hideLabel}
      required={required ?? field.required}
    >
      {(ids) => (
        <span className={style.pills}>
          <input
            {...ids}
            ref={input}
            type="file"
            tabIndex={-1}
            className="sr"
            accept={field.type === 'image' ? 'image/*' : undefined}
            onChange={(event) => void send(event.target.files?.[0])}
          />
          <Button icon={Upload} busy={busy} onClick={() => input.current?.click()}>
            {value ? t('field.replace_file') : t('field.choose_file')}
          </Button>
          {value && (
            <Button kind="ghost" onClick={() => onDone(null)}>
              {t('ui.remove')}
            </Button>
          )}
        </span>
      )}
    </Field>
  )
}
