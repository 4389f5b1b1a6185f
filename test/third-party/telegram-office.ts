// A provider of one's own: who, where, how to show who is calling, and what is spoken there.
import { defineProvider, headerKey, type Provider } from 'reqllm';
import { telegram } from './telegram/endpoint.ts';

export const telegramOffice: Provider = defineProvider({
  id: 'telegram-office',
  name: 'The Telegram Office',
  baseUrl: 'https://telegrams.example',
  auth: headerKey('x-office-key', 'TELEGRAM_KEY'),
  endpoints: [telegram()],
});
