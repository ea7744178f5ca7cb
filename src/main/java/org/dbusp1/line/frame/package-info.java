/**
 * Finds whole frames in the bytes of a line, then checks, repairs and decrypts them; {@code line.decode} decodes their content. Begin at
 * {@link FrameScanner}, then {@code FrameFormat}, of which each kind of frame has one, and its answers, {@code ParseResult}.
 *
 * <p>In: {@code accept}: bytes, in any pieces; {@code idle}: half a second of silence; {@code end}: no byte follows.
 * {@code driver.MeterPipeline} calls on the reader's thread; each line has its own scanner. {@code line.cipher.Decryptor} has the owner's
 * keys; {@code TagPolicy} says whether a tag without its key is checked with the one that Luxembourg's meters share, or not at all.
 *
 * <p>Out, to a {@link FrameSink} before the call returns, in the order of the line: a {@link Frame} ({@code payload}: in clear text,
 * without headers; {@code UNPROVEN}: it has no checksum, and the decoder knows whether its meter sends one), or rejected bytes with their
 * {@code RejectCause} ({@code isIntact}: as they were sent, so the line is sound). No byte is in two frames.
 *
 * <p>{@link Damage}, {@link FormatHint} and {@link FrameMarks} tell {@code driver} and {@code app.report} what rejected bytes show of a
 * line. {@link AXdrReader} is here, and not with the decoders that use it, because a push without a frame ends where its values end.
 */
@NullMarked
package org.dbusp1.line.frame;

import org.jspecify.annotations.NullMarked;
