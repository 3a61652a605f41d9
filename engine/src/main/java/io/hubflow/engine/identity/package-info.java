/** Which portal and which object types a destination's tables belong to, and what of that is checked before writing. */
@NullMarked
package io.hubflow.engine.identity;

import org.jspecify.annotations.NullMarked;
