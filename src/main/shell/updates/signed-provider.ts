import type { UpdateInfo } from 'builder-util-runtime';
import type { AppUpdater, ResolvedUpdateFileInfo } from 'electron-updater';
import {
  parseUpdateInfo,
  Provider,
  resolveFiles,
  type ProviderRuntimeOptions,
} from 'electron-updater/out/providers/Provider';
import { checkSignature } from './update-signature';
import { feedAddress, isSafeAddress, unsafe } from './feed-address';

/** What the provider is told. */
export interface SignedFeed {
  readonly url: string;
  /** As in `checkSignature`. */
  readonly key: string;
  readonly channel: 'latest' | 'beta';
}

/**
 * Reads `<channel>[-mac|-linux].yml` from a folder on the web and takes it only with a signature beside it (`.sig`).
 * It tells the server nothing but the request: electron-updater's number of the installation stays here.
 */
export class SignedProvider extends Provider<UpdateInfo> {
  readonly #base: URL;
  readonly #feed: SignedFeed;

  constructor(feed: SignedFeed, _updater: AppUpdater, options: ProviderRuntimeOptions) {
    super(options);
    this.#feed = feed;
    this.#base = feedAddress(feed.url);
  }

  override setRequestHeaders(): void {
    super.setRequestHeaders(null);
  }

  /** @throws StreamgaugeError as `checkSignature` */
  async getLatestVersion(): Promise<UpdateInfo> {
    const file = `${this.getCustomChannelName(this.#feed.channel)}.yml`;
    const url = new URL(file, this.#base);
    const text = (await this.httpRequest(url)) ?? '';
    const signature = (await this.httpRequest(new URL(`${file}.sig`, this.#base))) ?? '';
    checkSignature(text, signature, this.#feed.key);
    return parseUpdateInfo(text, file, url);
  }

  resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
    const files = resolveFiles(info, this.#base);
    for (const { url } of files) if (!isSafeAddress(url)) throw unsafe(url);
    return files;
  }
}
