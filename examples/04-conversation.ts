// A conversation is plain JSON: store it, load it, go on with another model.
import { append, context, generateText, user } from 'reqllm';

const first = await generateText('groq:llama-3.3-70b-versatile', context(user('My favourite number is 42.')));
const stored = JSON.stringify(first.context);

const again = append(JSON.parse(stored), user('Which number did I name?'));
const second = await generateText('mistral:mistral-small-latest', again);
console.log(second.text);
