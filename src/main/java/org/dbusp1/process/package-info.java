/**
 * The process around a command: exit status, messages on stderr, and its directories. Nothing here is about meters.
 */
package org.dbusp1.process;
