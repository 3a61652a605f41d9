/** The {@code hubflow} command: start, context, exit codes, logging. */
@NullMarked
package io.hubflow.app;

import org.jspecify.annotations.NullMarked;
