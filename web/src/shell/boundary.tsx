import { Component, type ReactNode } from 'react'
import { t } from '../lib/words'
import { ErrorBox } from '../ui/bits'
import style from './shell.module.css'

/** A pane that fails says so and can be tried again; the rest of the page lives on. */
export class Boundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    return (
      <div className={style.failed}>
        <ErrorBox title={t('error.pane')} onRetry={() => this.setState({ error: undefined })}>
          <p dir="ltr">{String(this.state.error)}</p>
        </ErrorBox>
      </div>
    )
  }
}
