/** Serialisable units of reading, and the reader that turns one into rows. */
@NullMarked
package io.hubflow.engine.read;

import org.jspecify.annotations.NullMarked;
