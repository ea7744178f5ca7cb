package org.dbusp1.output.dsmrreader;

import java.net.URI;
import java.time.Duration;

/**
 * Which dsmr-reader to feed.
 *
 * @param url      its address, as a browser calls it
 * @param token    its API key
 * @param interval at most one telegram in this time
 */
public record DsmrReaderSettings(URI url, String token, Duration interval) {
}
