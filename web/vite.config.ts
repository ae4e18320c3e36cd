import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { icu } from './build/icu.ts'

export default defineConfig({
  plugins: [
    react(),
    icu(),
    // React Aria's own dictionaries are left out: one language at a time comes from messages/rac.
    optimizeLocales.vite({ locales: [] }),
  ],
  server: {
    port: 5173,
    proxy: { '/api': { target: process.env.KITH_API ?? 'http://localhost:8080', changeOrigin: false } },
  },
  build: {
    // The oldest browsers that know light-dark() and nesting: nothing is rewritten for them.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'messages/**/*.test.ts', 'build/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0])
