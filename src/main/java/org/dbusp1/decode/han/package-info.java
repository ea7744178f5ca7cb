/**
 * Decodes the lists of binary (HAN) meters: A-XDR values in a data-notification. Frames and decryption are the matter
 * of {@code frame}.
 */
package org.dbusp1.decode.han;
