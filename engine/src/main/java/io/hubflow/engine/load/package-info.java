/** The loads of one object type (snapshot, changes, backfill, refresh) and the lanes that share its ids. */
@NullMarked
package io.hubflow.engine.load;

import org.jspecify.annotations.NullMarked;
