import type { Json } from '../../core/json.ts';
import type { FormFile } from '../../wire/form.ts';

/** A file that is to be kept by a provider. */
export interface NewFile {
  readonly data: Uint8Array;
  readonly mediaType: string;
  readonly filename: string;
  /** What it is for, in the provider's words. */
  readonly purpose?: string;
  /** Seconds after which the provider forgets it. */
  readonly expiresAfterSeconds?: number;
}

/** One request, in the words of the provider. */
export interface FileRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Whether it goes to the host's place for uploads, which has `/upload` before the version in its address. */
  readonly isUpload?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly file?: FormFile;
}

/** What a provider says of a file that it holds. Times in milliseconds since 1970. */
export interface FileFacts {
  readonly fileId: string;
  readonly filename?: string;
  readonly mediaType?: string;
  readonly bytes?: number;
  readonly purpose?: string;
  readonly createdAt?: number;
  readonly expiresAt?: number;
  /** Whether it can be used; some hosts look at videos for a while first. */
  readonly state: 'ready' | 'working' | 'failed';
}

/** How files are kept by the hosts of one form. */
export interface FileFormat {
  begin(file: NewFile): FileRequest;
  /** Where the bytes go, when the first request only asked for a place. */
  place?(headers: Readonly<Record<string, string>>): string | undefined;
  look(id: string): FileRequest;
  /** Absent where no uploaded file is given back. */
  content?(id: string): FileRequest;
  remove(id: string): FileRequest;
  /** Undefined for a body that says nothing of a file. */
  read(body: unknown): FileFacts | undefined;
  /** Settings that the form has no place for. */
  readonly lacks: readonly ('purpose' | 'expiresAfterSeconds')[];
}
