/** Which properties are loaded at all, and in what form their values may be stored. */
@NullMarked
package io.hubflow.engine.privacy;

import org.jspecify.annotations.NullMarked;
