/**
 * SML files of German meters: the messages in them, their registers, and what these mean. Frames come in clear text and
 * with a right checksum from {@code frame}; each message has another one.
 */
package org.dbusp1.decode.sml;
