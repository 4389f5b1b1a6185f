import type { HeldFile } from '../../core/message.ts';
import type { OperationOptions } from '../operations/options.ts';

/** A file to upload: bytes or base64, with their type. */
export interface FileToUpload {
  readonly data: Uint8Array | string;
  /** Such as `application/pdf`. */
  readonly mediaType: string;
  /** Default: `file` with an ending that fits the type. */
  readonly filename?: string;
}

/** Settings of every function about files. */
export type FileOptions = Pick<
  OperationOptions,
  'signal' | 'timeout' | 'retry' | 'headers' | 'apiKey' | 'baseUrl'
>;

/** Settings of `uploadFile`. */
export interface UploadOptions extends FileOptions {
  /** What it is for, in the provider's words. Default at OpenAI: `user_data`. Throws `unsupported` where there is no such setting. */
  readonly purpose?: string;
  /** Seconds after which the provider forgets it. Throws `unsupported` where there is no such setting (Google: always 48 hours). */
  readonly expiresAfterSeconds?: number;
}

/**
 * A file that a provider holds: plain JSON, and the `source` of image and file parts as it is. Times in milliseconds since
 * 1970; what the provider does not say is absent.
 */
export interface UploadedFile extends HeldFile {
  readonly provider: string;
  readonly filename?: string;
  readonly bytes?: number;
  readonly purpose?: string;
  readonly createdAt?: number;
  readonly expiresAt?: number;
}

/** What a file holds. */
export interface FileContent {
  readonly data: Uint8Array;
  readonly mediaType: string;
}

/** A file that a provider is known to hold: from `uploadFile`, or `{ provider, fileId }`. */
export type KnownFile = HeldFile & { readonly provider: string };

/** Files that providers keep. All throw a ReqLLMError for everything that fails; `unsupported` where no files are kept. */
export interface FileFunctions {
  /**
   * Gives a provider a file to keep, so that messages can name it instead of carrying it. Waits until it can be used, as
   * long as `timeout.totalMs` says. An upload whose answer was lost is not repeated.
   */
  uploadFile(provider: string, file: FileToUpload, options?: UploadOptions): Promise<UploadedFile>;
  /** What the provider says of a file now. */
  fileInfo(file: KnownFile, options?: FileOptions): Promise<UploadedFile>;
  /** What a file holds, at most 512 MB: one that a model made, or that was uploaded where those are given back. */
  downloadFile(file: KnownFile, options?: FileOptions): Promise<FileContent>;
  /** Lets the provider forget a file. */
  deleteFile(file: KnownFile, options?: FileOptions): Promise<void>;
}
