/**
 * What flows back, against the direction of the telegrams. Not the values themselves: each is a record of the package that knows it.
 */
package org.dbusp1.feedback;
