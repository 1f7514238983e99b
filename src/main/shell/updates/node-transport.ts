import * as http from 'node:http';
import * as https from 'node:https';
import {
  configureRequestOptions,
  configureRequestUrl,
  HttpExecutor,
  type DownloadOptions,
} from 'builder-util-runtime';
import { isSafeAddress, unsafe } from './feed-address';

/**
 * Fetches updates with Node, as everything else the app fetches: Chromium resolves no names here (`network-lock.ts`).
 * Redirects to an address that is not encrypted are refused.
 */
export class NodeTransport extends HttpExecutor<http.ClientRequest> {
  createRequest(
    options: http.RequestOptions,
    callback: (response: http.IncomingMessage) => void,
  ): http.ClientRequest {
    const { protocol = 'https:', hostname, port } = options;
    const url = new URL(`${protocol}//${hostname ?? ''}${port ? `:${port}` : ''}`);
    if (!isSafeAddress(url)) throw unsafe(url);
    return (protocol === 'http:' ? http : https).request(options, callback);
  }

  /** Writes what is there to a file, checked against `options.sha512`. Resolves with the file. */
  download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const request: http.RequestOptions = { ...(options.headers && { headers: options.headers }) };
      configureRequestUrl(url, request);
      configureRequestOptions(request);
      this.doDownload(
        request,
        {
          destination,
          options,
          onCancel,
          responseHandler: null,
          callback: (error) => (error == null ? resolve(destination) : reject(error)),
        },
        0,
      );
    });
  }
}
