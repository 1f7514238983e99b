/**
 * What a page, a file manager or a prankster may start the app with. All that names a host leads to 127.0.0.1 on `port`,
 * where a canary counts who comes.
 */
export function hostileArguments(port: number): readonly string[] {
  const host = `127.0.0.1:${port}`;
  const link = (url: string): string => `streamgauge://connect?url=${encodeURIComponent(url)}`;
  return [
    link(`http://${host}/plain`),
    link(`https://${host}/`),
    link(`ws://${host}/socket`),
    link(`HTTP://${host}/upper`),
    link(`http://user:secret@${host}/`),
    link(`http://example.com@${host}/`),
    link(`http://${host}/?token={{API_TOKEN}}`),
    link(`http://${host}/%7B%7BAPI_TOKEN%7D%7D`),
    link(`http://${host}/\r\nX-Injected: 1`),
    link(`http:\\\\${host}\\path`),
    link(`//${host}/no-scheme`),
    link(`file://${host}/share`),
    link('file:///etc/passwd'),
    // eslint-disable-next-line no-script-url -- that nothing runs it is the point
    link('javascript:alert(1)'),
    link(`data:text/html,<img src=http://${host}/>`),
    link(`curl http://${host}/ -H 'Authorization: x'`),
    link(`http://${host}/${'a'.repeat(5_000)}`),
    `${link(`http://${host}/a`)}&url=${encodeURIComponent(`http://${host}/b`)}`,
    `${link(`http://${host}/`)}&connect=1&enabled=true`,
    `${link(`http://${host}/`)}&headers=Authorization:%20Bearer%20x`,
    `streamgauge://connect/?url=http://${host}/#fragment`,
    `streamgauge://connect@${host}/?url=http://${host}/`,
    `streamgauge://${host}/connect?url=http://${host}/`,
    `streamgauge:connect?url=http://${host}/`,
    `streamgauge://import?file=http://${host}/x.streamgauge`,
    `STREAMGAUGE://CONNECT?URL=http://${host}/`,
    `http://${host}/bare`,
    `ws://${host}/bare`,
    `file://${host}/share/capture.ndjson`,
    `http://${host}/setup.streamgauge`,
    '/dev/zero.ndjson',
    '../../../../../../etc/shadow.streamgauge',
    `\\\\${host}\\share\\capture.ndjson`,
    'streamgauge://connect?url=%',
    'streamgauge://connect?url=%00http%3A%2F%2Fx',
    `streamgauge://connect?url=http://${host}/\u202egnp.exe`,
  ];
}
