/** The {@code hubflow} command: start, surroundings, exit codes, logging. */
@NullMarked
package io.hubflow.app;

import org.jspecify.annotations.NullMarked;
