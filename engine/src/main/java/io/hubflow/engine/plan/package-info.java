/** Decides from the state beside the rows what must be read, and what read slices mean for that state. Makes no call. */
@NullMarked
package io.hubflow.engine.plan;

import org.jspecify.annotations.NullMarked;
