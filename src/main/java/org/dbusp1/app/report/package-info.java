/**
 * The report about a line and its meter for people, and the files in which a running driver offers it. The package
 * {@code check} selects the line to examine.
 */
@NullMarked
package org.dbusp1.app.report;

import org.jspecify.annotations.NullMarked;
