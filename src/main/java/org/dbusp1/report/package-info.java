/**
 * The report about a line and its meter for people, and the files in which a running driver offers it. Which line is
 * examined is the matter of {@code check}.
 */
package org.dbusp1.report;
