import { X } from 'lucide-react'
import { t } from '../lib/words'
import { IconButton } from './button'
import { dismiss, useToasts } from './toast'
import style from './toaster.module.css'

/** The one live region of the app. */
export function Toaster() {
  const items = useToasts()
  return (
    <div className={style.all} role="status" aria-live="polite">
      {items.map((item) => (
        <div key={item.id} className={style.one} data-tone={item.tone}>
          <span className={style.text} dir="auto">
            {item.text}
          </span>
          {item.action && (
            <button
              type="button"
              className={style.action}
              onClick={() => {
                dismiss(item.id)
                item.action?.run()
              }}
            >
              {item.action.label}
            </button>
          )}
          <IconButton label={t('ui.close')} icon={X} small onClick={() => dismiss(item.id)} />
        </div>
      ))}
    </div>
  )
}
