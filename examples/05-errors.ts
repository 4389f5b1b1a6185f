// Everything throws one class; branch on its code.
import { generateText, isReqLLMError, safe } from 'reqllm';

try {
  await generateText('grok:grok-3', 'Hello');
} catch (error) {
  if (isReqLLMError(error)) console.log(error.code, '-', error.message);
}

// The same without try: the failure is a value.
const result = await safe(generateText('openai:gpt-4o-mini', ''));
console.log(result.ok ? result.value.text : result.error.message);
