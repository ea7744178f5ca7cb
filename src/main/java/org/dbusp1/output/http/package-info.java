/**
 * The web server of the page, of JSON, metrics and HomeWizard's local API, and its announcement by multicast DNS.
 * Recorded rows come through {@code output.Archive}.
 */
package org.dbusp1.output.http;
