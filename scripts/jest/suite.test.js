// Run by scripts/jest.mjs: this project's own recordings as a suite, under jest.
import { providerSuite } from 'reqllm/testing';

await providerSuite({ provider: 'openai' });
