import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

// The page of `reqllm inspect`: three files with fixed names, which src/inspect/server.ts serves.
const config: UserConfig = defineConfig({
  root: fileURLToPath(new URL('./src/inspect/page', import.meta.url)),
  base: '/',
  logLevel: 'warn',
  publicDir: false,
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { entryFileNames: 'page.js', assetFileNames: 'page[extname]' },
    },
  },
});

export default config;
