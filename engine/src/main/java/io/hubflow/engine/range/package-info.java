/** Ranges of record ids, and sets of them: what a slice reads, and what has been read. */
@NullMarked
package io.hubflow.engine.range;

import org.jspecify.annotations.NullMarked;
