import { Download, Printer } from 'lucide-react'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import style from './second.module.css'

/** The way in without the phone: shown this once, to be kept on paper or in a safe place. */
export function RecoveryCodes({ codes, login }: { codes: readonly string[]; login: string }) {
  const text = `${t('recovery.file', { site: location.host, login })}\n\n${codes.join('\n')}\n`
  const save = () => {
    const at = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = at
    link.download = 'kith-recovery-codes.txt'
    link.click()
    setTimeout(() => URL.revokeObjectURL(at), 1000)
  }
  return (
    <div className={style.recovery}>
      <p>{t('recovery.help')}</p>
      <div className={style.sheet}>
        <p className={style.onPaper}>{t('recovery.file', { site: location.host, login })}</p>
        <ol dir="ltr">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
      </div>
      <div className={style.ways}>
        <CopyButton text={codes.join('\n')} />
        <Button icon={Download} onClick={save}>
          {t('recovery.save')}
        </Button>
        <Button icon={Printer} onClick={() => window.print()}>
          {t('recovery.print')}
        </Button>
      </div>
    </div>
  )
}
