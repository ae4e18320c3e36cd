import { t } from '../../../lib/words'
import { Dot } from '../../../ui/bits'
import { Opens } from '../../../ui/opens'
import style from './edit.module.css'

const hues = [20, 60, 95, 145, 185, 220, 255, 290, 330] as const

interface HueButtonProps {
  /** whose colour it is */
  label: string
  hue: number | undefined
  onChange: (hue: number | undefined) => void
}

const load = () => import('../../../ui/popover')

/** The colour of a choice or a stage: one of nine, on which words are readable in light and dark. */
export function HueButton({ label, hue, onChange }: HueButtonProps) {
  const name = t('studio.hue_of', { name: label })
  return (
    <Opens
      load={load}
      kind="dialog"
      trigger={(props) => (
        <button {...props} type="button" className={style.hue} aria-label={name} data-tip={name}>
          <Dot hue={hue} />
        </button>
      )}
      body={({ Popover }, overlay) => (
        <Popover {...overlay} label={name} className={style.hues}>
          {[undefined, ...hues].map((one) => (
            <button
              key={one ?? 'none'}
              type="button"
              className={style.hue}
              aria-pressed={one === hue}
              aria-label={one === undefined ? t('studio.hue.none') : t(`studio.hue.${one}`)}
              data-tip={one === undefined ? t('studio.hue.none') : t(`studio.hue.${one}`)}
              onClick={() => {
                onChange(one)
                overlay.close()
              }}
            >
              <Dot hue={one} />
            </button>
          ))}
        </Popover>
      )}
    />
  )
}
