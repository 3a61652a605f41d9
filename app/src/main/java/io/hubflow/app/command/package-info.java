/** What each subcommand of {@code hubflow} does, and its options. */
@NullMarked
package io.hubflow.app.command;

import org.jspecify.annotations.NullMarked;
