import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { t } from '../lib/words'
import { Button } from './button'

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () => void navigator.clipboard?.writeText(text).then(() => setCopied(true))
  return (
    <Button icon={copied ? Check : Copy} onClick={copy}>
      {copied ? t('ui.copied') : t('ui.copy')}
    </Button>
  )
}
