/** How far an object type has been read, and the JSON that a destination keeps of it. */
@NullMarked
package io.hubflow.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
