<?php
// Streams with their defaults; with a second argument libcurl with that key pinned.
[, $url] = $argv;
if (!isset($argv[2])) {
    $body = @file_get_contents($url, false, stream_context_create(['http' => ['timeout' => 10]]));
    if ($body === false) { echo error_get_last()['message'] ?? 'failed', "\n"; exit(1); }
    exit(0);
}
$handle = curl_init($url);
curl_setopt_array($handle, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 10, CURLOPT_PINNEDPUBLICKEY => 'sha256//' . $argv[2]]);
if (curl_exec($handle) === false) { echo curl_error($handle), "\n"; exit(1); }
