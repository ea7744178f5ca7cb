/**
 * The web server of the page, of JSON, metrics and HomeWizard's local API, and its announcement by multicast DNS.
 * {@code output.Archive} supplies recorded rows.
 */
@NullMarked
package org.dbusp1.output.http;

import org.jspecify.annotations.NullMarked;
