import { ChevronRight } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { fold } from '../lib/text'
import style from './tree.module.css'

export interface TreeNode {
  id: string
  label: string
  /** before the label: an icon, an avatar */
  lead?: ReactNode
  /** a second, quieter sentence */
  under?: string
  /** at the end of the line: how many */
  end?: ReactNode
  children: readonly TreeNode[]
}

interface TreeProps {
  label: string
  nodes: readonly TreeNode[]
  /** Enter or a click: nodes that only hold others have nothing to open */
  onOpen: (id: string) => void
  /** so many levels stand open at first */
  levels?: number
}

interface Line {
  node: TreeNode
  level: number
  place: number
  of: number
  parent: string | undefined
}

function flatten(nodes: readonly TreeNode[], open: (node: TreeNode, level: number) => boolean) {
  const lines: Line[] = []
  const walk = (some: readonly TreeNode[], level: number, parent: string | undefined) => {
    for (const [i, node] of some.entries()) {
      lines.push({ node, level, place: i + 1, of: some.length, parent })
      if (node.children.length && open(node, level)) walk(node.children, level + 1, node.id)
    }
  }
  walk(nodes, 1, undefined)
  return lines
}

/**
 * What stands below what. Arrows walk and unfold along the line of reading, letters jump, Home and End, Enter opens;
 * one Tab leads in and the next one out.
 */
export function Tree({ label, nodes, onOpen, levels = 2 }: TreeProps) {
  // What the person folded or unfolded; the others follow their level.
  const [said, setSaid] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [active, setActive] = useState<string>()
  const list = useRef<HTMLDivElement>(null)
  const isOpen = (node: TreeNode, level: number) => said.get(node.id) ?? level < levels
  const lines = flatten(nodes, isOpen)
  const at = Math.max(
    0,
    lines.findIndex((line) => line.node.id === active),
  )

  const go = (to: number) => {
    const next = lines[Math.max(0, Math.min(lines.length - 1, to))]
    if (!next) return
    setActive(next.node.id)
    list.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next.node.id)}"]`)?.focus()
  }
  const unfold = (id: string, open: boolean) => setSaid(new Map(said).set(id, open))
  const jump = (letter: string) => {
    const begins = (line: Line) => fold(line.node.label).startsWith(fold(letter))
    const found = [...lines.slice(at + 1), ...lines.slice(0, at)].find(begins)
    if (found) go(lines.indexOf(found))
  }
  const keys = (event: KeyboardEvent) => {
    const line = lines[at]
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return
    const { node, level, parent } = line
    const inward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
    const open = node.children.length > 0 && isOpen(node, level)
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(lines.length - 1)
    else if (event.key === 'Enter') onOpen(node.id)
    else if (event.key === ' ' && node.children.length) unfold(node.id, !open)
    else if (event.key === inward) {
      if (open) go(at + 1)
      else if (node.children.length) unfold(node.id, true)
    } else if (/^Arrow(Left|Right)$/.test(event.key)) {
      if (open) unfold(node.id, false)
      else if (parent) go(lines.findIndex((other) => other.node.id === parent))
    } else if (event.key.length === 1 && event.key !== ' ') jump(event.key)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div ref={list} role="tree" aria-label={label} className={style.tree} onKeyDown={keys}>
      {lines.map(({ node, level, place, of }, i) => {
        const branch = node.children.length > 0
        const open = branch && isOpen(node, level)
        return (
          <div
            key={node.id}
            role="treeitem"
            data-node={node.id}
            data-level={Math.min(level, 12)}
            aria-level={level}
            aria-posinset={place}
            aria-setsize={of}
            aria-expanded={branch ? open : undefined}
            aria-selected={node.id === active}
            tabIndex={i === at ? 0 : -1}
            className={style.line}
            onFocus={() => setActive(node.id)}
            onClick={() => onOpen(node.id)}
          >
            <span
              className={style.fold}
              data-open={open || undefined}
              onClick={(event) => {
                if (!branch) return
                event.stopPropagation()
                unfold(node.id, !open)
              }}
            >
              {branch && <ChevronRight size={15} className="flip" aria-hidden />}
            </span>
            {node.lead}
            <span className={style.label} dir="auto">
              {node.label}
            </span>
            {node.under && <span className={style.under}>{node.under}</span>}
            <span className={style.end}>{node.end}</span>
          </div>
        )
      })}
    </div>
  )
}
