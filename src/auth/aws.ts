import { ReqLLMError } from '../core/error.ts';
import type { Auth, AuthRequest } from './auth.ts';
import { awsChain, type AwsCredentials } from './aws-chain.ts';
import { awsKeysOf } from './credentials.ts';

export interface AwsOptions {
  /** The credentials, or a function that is asked for them before each attempt. */
  readonly credentials?: AwsCredentials | (() => AwsCredentials | Promise<AwsCredentials>);
  /** A profile of the shared configuration files; needs the package `@aws-sdk/credential-provider-node`. */
  readonly profile?: string;
  /** Region to sign for. Default: that of the address, else of `AWS_REGION` or `AWS_DEFAULT_REGION`, else us-east-1. */
  readonly region?: string;
  /** Name of the service to sign for. Default `bedrock`. */
  readonly service?: string;
}

/**
 * A Bedrock API key as bearer token, or a signature (SigV4) made afresh for each attempt. Credentials come from the
 * options, else from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, else from AWS's own chain
 * (profiles, single sign-on, roles, instance metadata) through the optional package `@aws-sdk/credential-provider-node`.
 */
export function aws(options: AwsOptions = {}): Auth {
  const chain = awsChain(options.profile);
  return {
    env: ['AWS_BEARER_TOKEN_BEDROCK'],
    isRequired: false,
    async headers(key, request) {
      if (key !== undefined) return { authorization: `Bearer ${key.reveal()}` };
      const credentials = (await given(options, request)) ?? fromEnv(request) ?? (await chain(request));
      if (credentials === undefined) throw missing();
      return sign(request, { ...options, credentials });
    },
  };
}

export interface SigningOptions extends AwsOptions {
  readonly credentials: AwsCredentials;
  /** When the request is made, as `20150830T123600Z`. Default: now. */
  readonly datetime?: string;
}

/** The headers that prove a request. Signs the host, the time, the body and all `x-amz…` headers. */
export async function sign(
  request: AuthRequest,
  { credentials, region, service = 'bedrock', datetime }: SigningOptions,
): Promise<Record<string, string>> {
  const { AwsV4Signer } = await import('aws4fetch');
  // Others may be changed by proxies on the way, and the signature would break.
  const signed = Object.entries(request.headers).filter(([name]) => /^x-amzn?-/i.test(name));
  const signer = new AwsV4Signer({
    method: request.method,
    url: request.url,
    headers: signed,
    body: request.body,
    service,
    region: region ?? regionOf(request),
    ...credentials,
    ...(datetime === undefined ? {} : { datetime }),
  });
  const { headers } = await signer.sign();
  const names = ['authorization', 'x-amz-date', 'x-amz-security-token'];
  return Object.fromEntries(
    names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])),
  );
}

async function given({ credentials }: AwsOptions, request: AuthRequest): Promise<AwsCredentials | undefined> {
  const ofClient = awsKeysOf(request.credentials);
  if (ofClient !== undefined) return checked(ofClient);
  return typeof credentials === 'function' ? checked(await credentials()) : credentials;
}

function checked(credentials: AwsCredentials): AwsCredentials {
  if (credentials.accessKeyId !== '' && credentials.secretAccessKey !== '') return credentials;
  throw problem(
    'The function for AWS credentials returned none. It must return accessKeyId and secretAccessKey.',
  );
}

function fromEnv({ env }: AuthRequest): AwsCredentials | undefined {
  const said = (name: string): string | undefined => env(name)?.trim() || undefined;
  const accessKeyId = said('AWS_ACCESS_KEY_ID');
  const secretAccessKey = said('AWS_SECRET_ACCESS_KEY');
  const sessionToken = said('AWS_SESSION_TOKEN');
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

// bedrock-runtime.eu-west-1.amazonaws.com, bedrock-runtime-fips.us-gov-west-1.amazonaws.com, ….amazonaws.com.cn
function regionOf({ url, env }: AuthRequest): string {
  const region = /(?:^|\.)([a-z]{2,}(?:-[a-z]+)+-\d+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/;
  const inHost = region.exec(new URL(url).hostname)?.[1];
  return inHost ?? (env('AWS_REGION')?.trim() || env('AWS_DEFAULT_REGION')?.trim() || 'us-east-1');
}

function missing(): ReqLLMError {
  return problem(
    'No credentials for AWS. Set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or pass `apiKey`; from the environment they go to AWS only.',
  );
}

function problem(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'auth', phase: 'config' });
}
