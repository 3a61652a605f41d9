/** Keeps secrets out of everything that the command prints. */
@NullMarked
package io.hubflow.app.secret;

import org.jspecify.annotations.NullMarked;
