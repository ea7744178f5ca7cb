/**
 * The web server of the page, of JSON, metrics and HomeWizard's local API, and its announcement by multicast DNS. {@code
 * output.Archive} supplies recorded rows.
 */
package org.dbusp1.output.http;
