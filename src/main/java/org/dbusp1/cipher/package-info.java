/**
 * Decrypts ciphered APDUs of meters (AES-128-GCM, IEC 62056-5-3) and holds the keys. Where such an APDU is found on a
 * line is the matter of {@code frame}.
 */
package org.dbusp1.cipher;
