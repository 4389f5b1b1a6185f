import { faultSuite } from './all.ts';

// Every listed fault on a protocol of text and one of binary frames, over real sockets. The slow suite has all of them, over fetch too,
// and what takes long.
faultSuite(['node'], false, ['openai-chat', 'bedrock-converse']);
