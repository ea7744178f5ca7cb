package org.teavm.classlib.java.security.spec;

/** {@code java.security.spec.AlgorithmParameterSpec}. */
public interface TAlgorithmParameterSpec {
}
