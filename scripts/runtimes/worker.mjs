import { createClient } from '../../dist/index.js';
import { smoke } from './smoke.mjs';

// What workerd calls is a module's default export.
// oxlint-disable-next-line import/no-default-export
export default {
  async fetch(_request, { SIMULATOR, KEYS }) {
    try {
      return new Response(await smoke(createClient, SIMULATOR, JSON.parse(KEYS)));
    } catch (error) {
      return new Response(`failed: ${error.stack}`);
    }
  },
};
