import { expect, test } from 'vitest';
import { cutSpec, looseId, providerIdOf, strippedId } from './spec.ts';

const known = new Set([
  'openai',
  'anthropic',
  'openrouter',
  'google',
  'google-vertex',
  'amazon-bedrock',
  'groq',
]);
const isProvider = (id: string): boolean => known.has(id);

test.each([
  ['openai:gpt-4o', 'openai', 'gpt-4o'],
  ['amazon-bedrock:amazon.nova-lite-v1:0', 'amazon-bedrock', 'amazon.nova-lite-v1:0'],
  ['openrouter:openai/gpt-4o:free', 'openrouter', 'openai/gpt-4o:free'],
  ['openai/gpt-4o', 'openai', 'gpt-4o'],
  ['openai/gpt-4o@openrouter', 'openrouter', 'openai/gpt-4o'],
  ['groq:openai/gpt-oss-120b', 'groq', 'openai/gpt-oss-120b'],
  ['google_vertex:claude-haiku-4-5@20251001', 'google-vertex', 'claude-haiku-4-5@20251001'],
  ['claude-haiku-4-5@20251001@google-vertex', 'google-vertex', 'claude-haiku-4-5@20251001'],
  ['claude-haiku-4-5@20251001', undefined, 'claude-haiku-4-5@20251001'],
  ['meta-llama/llama-4', undefined, 'meta-llama/llama-4'],
  ['qwen3:8b', undefined, 'qwen3:8b'],
  ['gemini:gemini-2.5-flash', 'google', 'gemini-2.5-flash'],
  ['openai:', undefined, 'openai:'],
  ['', undefined, ''],
])('%s', (text, provider, id) => {
  expect(cutSpec(text, isProvider)).toEqual(provider === undefined ? { id } : { provider, id });
});

test('names of providers', () => {
  expect(providerIdOf('google_vertex', isProvider)).toBe('google-vertex');
  expect(providerIdOf('bedrock', isProvider)).toBe('amazon-bedrock');
  expect(providerIdOf('xai', isProvider)).toBeUndefined();
  expect(providerIdOf('__proto__', isProvider)).toBeUndefined();
});

test('what only calls need is left aside', () => {
  expect(strippedId('amazon-bedrock', 'us.anthropic.claude-x-v1:0')).toBe('anthropic.claude-x-v1:0');
  expect(strippedId('amazon-bedrock', 'amazon.nova-lite-v1:0')).toBeUndefined();
  expect(strippedId('openrouter', 'a/b:free')).toBe('a/b');
  expect(strippedId('openai', 'gpt-4o:free')).toBeUndefined();
  expect(looseId('Claude-Opus-4.8')).toBe(looseId('claude_opus-4-8'));
});
