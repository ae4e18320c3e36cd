import { t } from '../lib/words'
import { Dialog } from '../ui/dialog'
import { fileHref } from './file-line'
import style from './files.module.css'

/** A picture in its whole size, as far as the window goes. */
export function ImageView({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const foot = (
    <a className="link" href={fileHref(id)} download={title}>
      {t('files.download', { name: title })}
    </a>
  )
  return (
    <Dialog title={title} onClose={onClose} width={1100} foot={foot}>
      <img src={fileHref(id, true)} alt={title} className={style.picture} />
    </Dialog>
  )
}
