import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { t } from '../lib/words'
import { IconButton } from './button'
import style from './password-field.module.css'
import { TextField, type TextFieldProps } from './text-field'

/** A password that can be shown, so that one can see what a foreign keyboard wrote. */
export function PasswordField(props: TextFieldProps) {
  const [shown, setShown] = useState(false)
  return (
    <div className={style.password}>
      <TextField {...props} type={shown ? 'text' : 'password'} latin spellCheck={false} />
      <IconButton
        label={shown ? t('login.hide_password') : t('login.show_password')}
        icon={shown ? EyeOff : Eye}
        pressed={shown}
        onClick={() => setShown(!shown)}
      />
    </div>
  )
}
