import { Upload } from 'lucide-react'
import { useRef } from 'react'
import { Button } from './button'

interface FileButtonProps {
  label: string
  /** as of an input: "application/json,.json" */
  accept: string
  onFile: (file: File) => void
}

/** Chooses a file of this device; the same one again is a choice, too. */
export function FileButton({ label, accept, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={accept}
        className="sr"
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) onFile(file)
          event.target.value = ''
        }}
      />
      <Button icon={Upload} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  )
}
