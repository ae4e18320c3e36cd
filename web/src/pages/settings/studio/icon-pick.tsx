import { t } from '../../../lib/words'
import { iconNames, iconOf } from '../../../ui/icons'
import { Opens } from '../../../ui/opens'
import style from './edit.module.css'
import facts from './facts.module.css'

const load = () => import('../../../ui/popover')

/** The icon of a kind: one of those that metadata may name. */
export function IconPick({ icon, onChange }: { icon: string; onChange: (icon: string) => void }) {
  const Now = iconOf(icon)
  return (
    <div className={facts.icon}>
      <span>{t('studio.icon')}</span>
      <Opens
        load={load}
        kind="dialog"
        trigger={(props) => (
          <button {...props} type="button" className={style.hue} aria-label={t('studio.icon_change', { name: icon })}>
            <Now size={18} aria-hidden />
          </button>
        )}
        body={({ Popover }, overlay) => (
          <Popover {...overlay} label={t('studio.icon')} className={style.hues}>
            {['box', ...iconNames].map((name) => {
              const Icon = iconOf(name)
              return (
                <button
                  key={name}
                  type="button"
                  className={style.hue}
                  aria-pressed={name === icon}
                  aria-label={name}
                  data-tip={name}
                  onClick={() => {
                    onChange(name)
                    overlay.close()
                  }}
                >
                  <Icon size={17} aria-hidden />
                </button>
              )
            })}
          </Popover>
        )}
      />
    </div>
  )
}
