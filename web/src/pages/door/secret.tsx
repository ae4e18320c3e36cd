import { t } from '../../lib/words'
import { CopyButton } from '../../ui/copy-button'
import { Qr } from '../../ui/qr'
import style from './second.module.css'

/** What the app on the phone takes in: a square to scan, or the same as letters. */
export function Secret({ secret, uri }: { secret: string; uri: string }) {
  const groups = secret.match(/.{1,4}/g) ?? []
  return (
    <div className={style.secret}>
      <Qr text={uri} label={t('second.square')} />
      <div className={style.letters}>
        <p>{t('second.scan')}</p>
        <p className={style.hint}>{t('second.by_hand')}</p>
        <code className={style.code} dir="ltr">
          {groups.join(' ')}
        </code>
        <div>
          <CopyButton text={secret} />
        </div>
      </div>
    </div>
  )
}
