/** Entry of the page: styles first, in the order in which they may override each other, then the application. */
import './styles/mantine.css'
import 'virtual:theme.css'
import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root element.')
createRoot(root).render(<App />)
