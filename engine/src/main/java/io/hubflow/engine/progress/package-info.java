/** How far a run is, for the people who watch it: on a terminal, on a page. Nothing is decided by it. */
@NullMarked
package io.hubflow.engine.progress;

import org.jspecify.annotations.NullMarked;
