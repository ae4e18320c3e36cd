import { shortcuts } from '../lib/keys'
import { t } from '../lib/words'
import { Kbd } from '../ui/bits'
import { Dialog } from '../ui/dialog'
import type { OverlayProps } from './overlays-host'
import style from './shell.module.css'

/** Every key that does something here: combinations and single keys, then "g, then a letter" to go somewhere. */
export function ShortcutSheet({ onClose }: OverlayProps) {
  // One that the page took over from the app behind it is said once, as what it does now.
  const all = [...new Map(shortcuts().map((s) => [s.keys, s.label])).entries()]
  const parts = [
    { title: t('keys.do'), lines: all.filter(([keys]) => !keys.includes(' ')) },
    { title: t('palette.group.go'), lines: all.filter(([keys]) => keys.includes(' ')) },
  ]
  return (
    <Dialog title={t('keys.sheet')} onClose={onClose} width={640}>
      <div className={style.keyParts}>
        {parts.map(({ title, lines }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl className={style.keys}>
              {lines.map(([keys, label]) => (
                <div key={keys}>
                  <dt>{label}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
