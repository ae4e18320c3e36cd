import './lib/trust'
import './styles/tokens.css'
import './styles/base.css'
import './styles/fonts.css'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { start } from './start'

const root = createRoot(document.getElementById('root')!)

start().then(
  (ready) => root.render(<App {...ready} />),
  (error) => root.render(<App error={error} />),
)
