import { useEffect, useRef, useState } from 'react'
import style from './tooltips.module.css'

interface Tip {
  text: string
  keys: string | undefined
  at: DOMRect
}

/**
 * One tooltip for the whole app: anything with data-tip (and data-tip-keys) has one, on hover and on focus. It repeats
 * the label of its element and adds the key, so it is hidden from screen readers.
 */
export function Tooltips() {
  const [tip, setTip] = useState<Tip>()
  const box = useRef<HTMLDivElement>(null)

  useEffect(() => {
    let timer = 0
    const hide = () => {
      clearTimeout(timer)
      setTip(undefined)
    }
    const show = (event: Event, wait: number) => {
      const on =
        event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip], [data-tip-keys]') : null
      hide()
      if (!on) return
      timer = window.setTimeout(() => {
        if (!on.isConnected) return
        setTip({ text: on.dataset.tip ?? '', keys: on.dataset.tipKeys, at: on.getBoundingClientRect() })
      }, wait)
    }
    const over = (event: Event) => show(event, 450)
    const focus = (event: Event) =>
      event.target instanceof Element && event.target.matches(':focus-visible') && show(event, 250)
    document.addEventListener('pointerover', over)
    document.addEventListener('focusin', focus)
    for (const name of ['pointerdown', 'keydown', 'focusout', 'scroll']) document.addEventListener(name, hide, true)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('pointerover', over)
      document.removeEventListener('focusin', focus)
      for (const name of ['pointerdown', 'keydown', 'focusout', 'scroll'])
        document.removeEventListener(name, hide, true)
    }
  }, [])

  useEffect(() => {
    if (!tip || !box.current) return
    const { width, height } = box.current.getBoundingClientRect()
    const middle = tip.at.x + tip.at.width / 2 - width / 2
    const below = tip.at.bottom + 6 + height < innerHeight
    box.current.style.translate = `${Math.max(6, Math.min(innerWidth - width - 6, middle))}px ${below ? tip.at.bottom + 6 : tip.at.top - height - 6}px`
    box.current.style.visibility = 'visible'
  }, [tip])

  if (!tip) return null
  return (
    <div ref={box} className={style.tip} aria-hidden>
      {tip.text && <span dir="auto">{tip.text}</span>}
      {tip.keys && <kbd>{tip.keys}</kbd>}
    </div>
  )
}
