/** Shows a run while it goes on: bars on a terminal, lines elsewhere. */
@NullMarked
package io.hubflow.app.progress;

import org.jspecify.annotations.NullMarked;
