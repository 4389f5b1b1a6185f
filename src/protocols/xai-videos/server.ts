import type { Chunk } from '../../core/chunk.ts';
import { defined, isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { MediaSource } from '../../core/message.ts';
import type { VideoCall } from '../../core/operation.ts';
import { sourceAt } from '../media-address.ts';
import {
  headOf,
  invalid,
  membersOfRequest,
  numberIn,
  only,
  operationServer,
  textIn,
  wordIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type XaiVideosDialect, xaiVideosDialect } from './dialect.ts';

type VideoBody = Omit<VideoCall, 'control'>;

/** The server's side of xAI's videos in one host's dialect. */
export function xaiVideosServer(partial: Partial<XaiVideosDialect> = {}): ServerCodec<VideoBody> {
  const dialect = xaiVideosDialect(partial);
  const isXai = dialect.answer === 'video';
  return operationServer<VideoCall>({
    protocol: 'xai-videos',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: isXai ? renderVideo : renderUrls,
    jobs: {
      working: (id, _call, isNew) => {
        if (isXai) return isNew ? { request_id: id } : { status: 'pending', progress: 50 };
        return { id, polling_url: `/videos/${id}`, status: 'pending' };
      },
      asked: (method, path) => {
        const found = method === 'GET' ? /\/videos\/([^/?]+)$/.exec(path) : null;
        return found === null ? undefined : { id: found[1] ?? '', place: found[0] };
      },
      filePath: (id, file) => (isXai ? `/files/${id}.mp4` : `/videos/${id}/content?index=${file}`),
    },
  });
}

function renderVideo(chunks: readonly Chunk[], { model }: VideoBody): Json {
  const [video] = only(chunks, 'media-url');
  const seconds = only(chunks, 'usage').at(-1)?.usage.units?.videoSeconds;
  return {
    status: 'done',
    video: { url: video?.url ?? '', ...defined({ duration: seconds }), respect_moderation: true },
    model: model.id,
    progress: 100,
  };
}

function renderUrls(chunks: readonly Chunk[]): Json {
  const cost = only(chunks, 'usage').at(-1)?.usage.cost;
  return {
    id: only(chunks, 'start')[0]?.id ?? 'job',
    status: 'completed',
    unsigned_urls: only(chunks, 'media-url').map(({ url }) => url),
    ...(cost == null ? {} : { usage: { cost: cost.total, is_byok: false } }),
  };
}

function parseRequest(request: ServerRequest, dialect: XaiVideosDialect): VideoBody {
  const body = membersOfRequest(request);
  const { generate_audio: audio } = body;
  return {
    operation: 'video',
    ...headOf(dialect.vendor, textIn(body, 'model')),
    prompt: textIn(body, 'prompt'),
    ...framesIn(body),
    ...defined({
      durationSeconds: numberIn(body, 'duration'),
      aspectRatio: wordIn(body, 'aspect_ratio'),
      resolution: wordIn(body, 'resolution') ?? wordIn(body, 'size'),
      seed: numberIn(body, 'seed'),
      audio: typeof audio === 'boolean' ? audio : undefined,
      user: wordIn(body, 'user'),
    }),
  };
}

function framesIn({ image, frame_images: list }: JsonObject): Pick<VideoCall, 'firstFrame' | 'lastFrame'> {
  if (image !== undefined) return { firstFrame: sourceIn(image) };
  const frames = (Array.isArray(list) ? list : []).map((each) => {
    if (!isRecord(each)) throw invalid('`frame_images` must hold objects');
    const name = each['frame_type'] === 'last_frame' ? 'lastFrame' : 'firstFrame';
    return [name, sourceIn(each['image_url'])] as const;
  });
  return Object.fromEntries(frames);
}

function sourceIn(image: unknown): MediaSource {
  const url = isRecord(image) ? image['url'] : undefined;
  if (typeof url !== 'string') throw invalid('a picture must have a `url`');
  return sourceAt(url);
}
