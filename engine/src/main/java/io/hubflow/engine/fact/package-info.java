/** Facts that a reading of records brings beside their rows: links, histories. */
@NullMarked
package io.hubflow.engine.fact;

import org.jspecify.annotations.NullMarked;
