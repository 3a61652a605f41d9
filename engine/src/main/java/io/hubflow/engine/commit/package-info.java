/** The way of rows to a commit: rows and the state they amount to, in one transaction, for one object type or several. */
@NullMarked
package io.hubflow.engine.commit;

import org.jspecify.annotations.NullMarked;
