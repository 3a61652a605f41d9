/** How the engine reads: the parts of the quota, the sizes and the ages that a user may set. */
@NullMarked
package io.hubflow.engine.settings;

import org.jspecify.annotations.NullMarked;
