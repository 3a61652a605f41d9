/** What a run tells: while it goes, to whoever watches, and at its end. */
@NullMarked
package io.hubflow.engine.report;

import org.jspecify.annotations.NullMarked;
