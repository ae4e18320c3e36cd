import { shortcuts } from '../lib/keys'
import { t } from '../lib/words'
import { Kbd } from '../ui/bits'
import { Dialog } from '../ui/dialog'
import style from './shell.module.css'

/** Every key that does something here. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t('keys.sheet')} onClose={onClose} width={420}>
      <dl className={style.keys}>
        {shortcuts().map(({ keys, label }) => (
          <div key={keys}>
            <dt>{label}</dt>
            <dd>
              <Kbd keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
