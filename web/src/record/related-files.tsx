import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { ApiError, api, onceKey } from '../api/api'
import type { Row } from '../api/types'
import { t } from '../lib/words'
import { may } from '../meta/may'
import { useEntity } from '../meta/use-meta'
import { Progress } from '../ui/bits'
import { Button, IconButton } from '../ui/button'
import { quoted } from './about'
import { FileLine } from './file-line'
import files from './files.module.css'
import style from './related.module.css'
import { upload } from './upload'
import { useFresh } from './use-fresh'

interface Sending {
  key: string
  name: string
  part: number
  error?: string
  again: () => void
}

/** The files kept with the record: dropped here or picked, shown as they arrive. */
export function RelatedFiles({ row }: { row: Row }) {
  const entity = useEntity('file')
  const cache = useQueryClient()
  const key = ['files', row.id]
  useFresh('file', key)
  const picker = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState<Sending[]>([])
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api.rows(
        'file',
        { where: `about = ${quoted(row.id)}`, fields: 'name,size,type,created_ms,owner', limit: 50 },
        signal,
      ),
  })
  const mayAdd = may(entity, 'create')

  const put = (id: string, change: Partial<Sending>) =>
    setSending((all) => all.map((one) => (one.key === id ? { ...one, ...change } : one)))

  const send = async (file: File, id = onceKey()) => {
    const again = () => void send(file, id)
    setSending((all) => [...all.filter((one) => one.key !== id), { key: id, name: file.name, part: 0, again }])
    try {
      await upload(file, `${row.entity}:${row.id}`, (part) => put(id, { part }))
      await cache.invalidateQueries({ queryKey: key })
      void cache.invalidateQueries({ queryKey: ['timeline', row.entity, row.id] })
      setSending((all) => all.filter((one) => one.key !== id))
    } catch (error) {
      const said =
        error instanceof ApiError
          ? error.passing
            ? t('error.no_server')
            : (error.faults[0]?.text ?? error.message)
          : ''
      put(id, { error: said || String(error) })
    }
  }
  const take = (list: FileList | null) => {
    for (const file of list ?? []) void send(file)
  }
  const drag = (event: DragEvent) => {
    if (!mayAdd || !event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(event.type === 'dragover')
    if (event.type === 'drop') take(event.dataTransfer.files)
  }
  const rows = data?.rows ?? []
  return (
    <section
      className={style.list}
      aria-label={entity?.label[1]}
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
      onDrop={drag}
    >
      <div className={style.listHead}>
        <h2>{entity?.label[1]}</h2>
        {rows.length > 0 && <span className={style.count}>{rows.length}</span>}
        {mayAdd && <IconButton small icon={Plus} label={t('files.add')} onClick={() => picker.current?.click()} />}
      </div>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t('files.add')}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
      {rows.length > 0 && (
        <ul>
          {rows.map((file) => (
            <FileLine key={file.id} file={file} />
          ))}
        </ul>
      )}
      {sending.map(({ key: id, name, part, error, again }) => (
        <div key={id} className={files.sending}>
          <span className="cut">{name}</span>
          {error ? (
            <p role="alert" className={files.error}>
              {error} <Button onClick={again}>{t('ui.retry')}</Button>
            </p>
          ) : (
            <Progress label={t('files.sending', { name })} value={part} total={1} />
          )}
        </div>
      ))}
      {mayAdd && (rows.length === 0 || over) && sending.length === 0 && (
        <button
          type="button"
          className={files.drop}
          data-over={over || undefined}
          onClick={() => picker.current?.click()}
        >
          {t('files.drop')}
        </button>
      )}
    </section>
  )
}
