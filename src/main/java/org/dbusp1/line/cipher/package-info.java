/**
 * Decrypts ciphered APDUs of meters (AES-128-GCM, IEC 62056-5-3) and holds the keys. The package {@code line.frame} finds ciphered
 * APDUs on a line.
 */
@NullMarked
package org.dbusp1.line.cipher;

import org.jspecify.annotations.NullMarked;
