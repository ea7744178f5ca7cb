package org.dbusp1.decode.tic;

/**
 * What an owner of a French meter may decide.
 *
 * @param apparentAsPower whether the apparent power in VA is published as if it were active power in W; the TIC has no
 *                        watts
 */
public record TicOptions(boolean apparentAsPower) {
    /** No power. */
    public static final TicOptions DEFAULT = new TicOptions(false);
}
