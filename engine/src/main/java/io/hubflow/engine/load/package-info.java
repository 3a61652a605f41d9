/** The loads of one object type (snapshot, changes, backfill, refresh), their lanes, and the way of their rows to a commit. */
@NullMarked
package io.hubflow.engine.load;

import org.jspecify.annotations.NullMarked;
