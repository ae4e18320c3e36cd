import { type RefObject, useEffect, useRef } from 'react'

/** Names the page, and puts the focus on its heading when one comes here. */
export function usePageTitle(title: string): RefObject<HTMLHeadingElement | null> {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Kith`
  }, [title])
  useEffect(() => {
    const nowhere = document.activeElement === document.body || document.activeElement?.closest('nav')
    if (nowhere) head.current?.focus({ preventScroll: true })
  }, [])
  return head
}
