import { Download, FileText, Trash2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { url } from '../api/api'
import { eyes } from '../api/eyes'
import type { Row } from '../api/types'
import { exact } from '../lib/date'
import { fileSize } from '../lib/fmt'
import { t } from '../lib/words'
import { IconButton } from '../ui/button'
import style from './files.module.css'
import { removeRecord } from './remove-record'

const ImageView = lazy(() => import('./image-view').then((m) => ({ default: m.ImageView })))

export const fileHref = (id: string, inline = false): string =>
  url(`files/${encodeURIComponent(id)}`, { inline: inline ? 1 : null })
const shown = /^image\/(png|jpe?g|gif|webp|avif)$/

/** A file: its picture or sign, name, size; opened, fetched or thrown away. */
export function FileLine({ file }: { file: Row }) {
  const [open, setOpen] = useState(false)
  const { name, size, type, created_ms: at } = file.fields
  const title = String(name ?? file.title)
  const picture = shown.test(String(type))
  const inside = (
    <>
      {picture ? (
        <img src={fileHref(file.id, true)} alt="" className={style.thumb} loading="lazy" width={32} height={32} />
      ) : (
        <span className={style.thumb}>
          <FileText size={16} strokeWidth={1.75} aria-hidden />
        </span>
      )}
      <span className={style.words}>
        <span className="cut" dir="auto">
          {title}
        </span>
        <small data-tip={typeof at === 'number' ? exact(at) : undefined}>
          {typeof size === 'number' && fileSize(size)}
        </small>
      </span>
    </>
  )
  return (
    <li className={style.file}>
      {picture ? (
        <button
          type="button"
          className={style.open}
          onClick={() => setOpen(true)}
          aria-label={t('files.open', { name: title })}
        >
          {inside}
        </button>
      ) : (
        <a
          className={style.open}
          href={fileHref(file.id, type === 'application/pdf')}
          target={type === 'application/pdf' ? '_blank' : undefined}
          rel="noreferrer"
          download={type === 'application/pdf' ? undefined : title}
        >
          {inside}
        </a>
      )}
      <a
        className={style.icon}
        href={fileHref(file.id)}
        download={title}
        aria-label={t('files.download', { name: title })}
        data-tip={t('files.download', { name: title })}
      >
        <Download size={14} strokeWidth={1.75} aria-hidden />
      </a>
      {file.may.delete && !eyes() && (
        <IconButton
          small
          icon={Trash2}
          label={t('files.remove', { name: title })}
          onClick={() => void removeRecord(file)}
        />
      )}
      {open && (
        <Suspense>
          <ImageView id={file.id} title={title} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </li>
  )
}
