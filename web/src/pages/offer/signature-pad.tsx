import { Eraser } from 'lucide-react'
import { type PointerEvent, useRef } from 'react'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { signatureBox } from '../../ui/signature'
import style from './offer.module.css'
import { type Dot, dotAt, drawn } from './pen'

interface SignaturePadProps {
  strokes: string
  onChange: (strokes: string) => void
}

/** Drawn with a finger, a pen or a mouse; whoever cannot leaves it: the name is what counts. */
export function SignaturePad({ strokes, onChange }: SignaturePadProps) {
  const last = useRef<Dot>(undefined)
  const draw = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const dot = dotAt({ x: event.clientX, y: event.clientY }, box)
    const next = drawn(strokes, last.current, dot)
    if (next === strokes) return
    last.current = dot
    onChange(next)
  }
  return (
    <div className={style.pad}>
      <div className={style.padHead}>
        <span>{t('offer.sign_here')}</span>
        {strokes && (
          <Button kind="ghost" icon={Eraser} onClick={() => onChange('')}>
            {t('offer.sign_again')}
          </Button>
        )}
      </div>
      <svg
        viewBox={signatureBox}
        role="img"
        aria-label={t('offer.sign_here')}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          last.current = undefined
          draw(event)
        }}
        onPointerMove={(event) => event.buttons > 0 && last.current && draw(event)}
      >
        <path d="M60 270L939 270" className={style.padLine} />
        {strokes && <path d={strokes} />}
      </svg>
    </div>
  )
}
