import style from './signature.module.css'

/** The server takes no other letters; neither does the page. */
const strokesOnly = /^(?:[ML]\d{1,3} \d{1,3})+$/

export const signatureBox = '0 0 999 333'

/** What somebody drew with a pen: "M120 40L130 52". */
export function Signature({ strokes, label }: { strokes: string; label: string }) {
  if (!strokesOnly.test(strokes)) return null
  return (
    <svg className={style.drawn} viewBox={signatureBox} role="img" aria-label={label}>
      <path d={strokes} />
    </svg>
  )
}
