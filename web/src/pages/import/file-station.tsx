import { FileUp } from 'lucide-react'
import { type DragEvent, Suspense, useRef, useState } from 'react'
import { ApiError } from '../../api/api'
import type { Import } from '../../api/imports'
import { upload } from '../../api/upload'
import { percent } from '../../lib/fmt'
import { navigate, setSearch, usePlace } from '../../lib/router'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { ErrorBox, Progress } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Select } from '../../ui/lazy'
import { TextArea } from '../../ui/text-field'
import style from './import.module.css'

/** Drop a file, choose one, or paste cells: it is uploaded, and the server says what it is. */
export function FileStation() {
  const { entities } = useMeta()
  const asked = usePlace().search.get('entity')
  const open = Object.values(entities).filter((e) => e.may.import && (e.order ?? 0) > 0)
  const entity = open.some((e) => e.name === asked) ? asked : null
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [pasted, setPasted] = useState('')
  const [part, setPart] = useState<number>()
  const [error, setError] = useState<{ title: string; text: string }>()

  const send = async (name: string, body: Blob) => {
    setError(undefined)
    setPart(0)
    try {
      const made = await upload<Import>('imports', { name, entity: entity ?? undefined }, body, setPart)
      navigate(`/import/${made.id}`)
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      const said = reason.faults[0]?.text ?? (reason.passing ? t('error.no_server') : reason.message)
      setError({ title: t('import.bad_file', { name }), text: said })
      setPart(undefined)
      if (input.current) input.current.value = ''
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    const text = event.dataTransfer.getData('text/plain')
    if (file) void send(file.name, file)
    else if (text) void send(`${t('import.pasted')}.tsv`, new Blob([text]))
  }

  return (
    <div className={style.file}>
      <Suspense>
        <Select
          label={t('import.into')}
          doc={t('import.into_help')}
          options={open.map((e) => ({ id: e.name, label: e.label[1] }))}
          value={entity}
          none={t('import.guess')}
          onChange={(id) => setSearch({ entity: id })}
        />
      </Suspense>
      {error && (
        <ErrorBox title={error.title}>
          <p>{error.text}</p>
        </ErrorBox>
      )}
      <div
        className={cx(style.drop, over && style.over)}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileUp size={26} strokeWidth={1.5} aria-hidden />
        {part === undefined ? (
          <>
            <p>{t('import.drop')}</p>
            <Button kind="primary" onClick={() => input.current?.click()}>
              {t('field.choose_file')}
            </Button>
            <p className="quiet">{t('import.kinds')}</p>
          </>
        ) : (
          <>
            <p role="status">{part < 1 ? t('import.uploading', { part: percent(part * 100) }) : t('import.reading')}</p>
            <Progress label={t('import.reading')} value={part} total={part < 1 ? 1 : undefined} />
          </>
        )}
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t('field.choose_file')}
          accept=".csv,.tsv,.tab,.txt,.xlsx"
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) void send(file.name, file)
          }}
        />
      </div>
      <TextArea
        label={t('import.paste')}
        doc={t('import.paste_help')}
        value={pasted}
        onChange={setPasted}
        rows={3}
        spellCheck={false}
      />
      {pasted.trim() !== '' && (
        <div>
          <Button
            onClick={() => void send(`${t('import.pasted')}.tsv`, new Blob([pasted]))}
            disabled={part !== undefined}
          >
            {t('import.use_pasted')}
          </Button>
        </div>
      )}
    </div>
  )
}
