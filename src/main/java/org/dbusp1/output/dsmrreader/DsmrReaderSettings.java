package org.dbusp1.output.dsmrreader;

import java.net.URI;
import java.time.Duration;

/**
 * Which dsmr-reader to feed.
 *
 * @param url      its address, as a browser calls it
 * @param token    its API key
 * @param interval the least time between two telegrams
 */
public record DsmrReaderSettings(URI url, String token, Duration interval) {
}
