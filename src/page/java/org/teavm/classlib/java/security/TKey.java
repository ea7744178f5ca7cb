package org.teavm.classlib.java.security;

/** {@code java.security.Key}. */
public interface TKey {
    String getAlgorithm();

    String getFormat();

    byte[] getEncoded();
}
