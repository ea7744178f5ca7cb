/**
 * SML files of German meters: the messages in them, their registers, and the meaning of the registers. Frames come from
 * {@code frame} in clear text and with a correct checksum; each message has another checksum.
 */
package org.dbusp1.decode.sml;
